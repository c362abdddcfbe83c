namespace DataTools.Imaging.Augmentation;

/// <summary>Work done by several threads whose results come in order.</summary>
internal static class OrderedWork
{
    /// <summary>
    /// The results of <paramref name="work"/> in the order of <paramref name="items"/>; at most <paramref name="ahead"/> are
    /// begun before they are asked for, so that memory is bounded. The first fault in order is thrown; nothing runs on after
    /// the enumeration has ended, whichever way.
    /// </summary>
    public static IEnumerable<TResult> Run<TItem, TResult>(
        IEnumerable<TItem> items, int threads, int ahead, Func<TItem, TResult> work, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var scheduler = new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, threads).ConcurrentScheduler;
        var begun = new Queue<Task<TResult>>(ahead);
        try
        {
            foreach (var item in items)
            {
                if (begun.Count == ahead)
                    yield return Result(begun, cancellation);
                begun.Enqueue(Task.Factory.StartNew(() => work(item), stop.Token, TaskCreationOptions.DenyChildAttach, scheduler));
            }
            while (begun.Count > 0)
                yield return Result(begun, cancellation);
        }
        finally
        {
            stop.Cancel();
            foreach (var task in begun)
                ((IAsyncResult)task).AsyncWaitHandle.WaitOne();
        }
    }

    private static TResult Result<TResult>(Queue<Task<TResult>> begun, CancellationToken cancellation)
    {
        try
        {
            return begun.Dequeue().GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            cancellation.ThrowIfCancellationRequested();
            throw;
        }
    }
}
