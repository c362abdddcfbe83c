namespace DataTools.Connectors.Reading;

/// <summary>Work on several threads whose results come in order.</summary>
internal static class InOrder
{
    /// <summary>
    /// <paramref name="map"/> of each item, computed on the thread pool and yielded in the items' order. At most
    /// <paramref name="ahead"/> results are on their way or waiting at a time.
    /// </summary>
    public static IEnumerable<TResult> Select<T, TResult>(IEnumerable<T> items, Func<T, TResult> map, int ahead, CancellationToken cancellation)
    {
        var window = new Queue<Task<TResult>>();
        try
        {
            foreach (var item in items)
            {
                window.Enqueue(Task.Run(() => map(item), cancellation));
                if (window.Count == ahead)
                    yield return window.Dequeue().GetAwaiter().GetResult();
            }
            while (window.Count > 0)
                yield return window.Dequeue().GetAwaiter().GetResult();
        }
        finally
        {
            // Where the reader leaves early, nobody may still be at work behind its back.
            Task.WhenAll(window).ContinueWith(_ => { }, TaskScheduler.Default).GetAwaiter().GetResult();
        }
    }
}
