using DataTools.Catalog;
using DataTools.Connectors.Search;
using DataTools.Connectors.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace DataTools.Connectors.Tests.Search;

public sealed class DatasetSearchTests : IDisposable
{
    private readonly Pulls _pulls = new();

    private ServiceContext Services => new(_pulls.Workspace, _ => null, TimeProvider.System, "datatools test");

    public void Dispose() => _pulls.Dispose();

    [Fact]
    public async Task Sources_are_asked_side_by_side()
    {
        // Each waits for the other to have been asked: one after the other would never end.
        var first = new TaskCompletionSource();
        var second = new TaskCompletionSource();
        var search = new DatasetSearch(Services, [new Knocking("a", first, second), new Knocking("b", second, first)]);
        var result = await search.RunAsync(new("x", null, 10)).WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(["a:x", "b:x"], result.Hits.Select(h => h.Reference));
    }

    [Fact]
    public async Task One_that_fails_does_not_keep_the_others_from_answering()
    {
        var search = new DatasetSearch(Services,
        [
            new FakeCatalogue("hf", new SearchHit("hf:a/x", "x")) { Fault = new NetworkException("broke off") },
            new FakeCatalogue("kaggle") { Fault = new CredentialsMissingException("Kaggle", "who are you?", "tell") },
            new FakeCatalogue("official", new SearchHit("official:x", "x")),
        ]);
        var result = await search.RunAsync(new("x", null, 10));
        Assert.Equal(["official:x", "hf:a/x"], result.Hits.Select(h => h.Reference));
        Assert.Equal(["hf", "kaggle"], result.Failed.Select(f => f.Source));
        Assert.False(result.AllFailed);
    }

    [Fact]
    public async Task All_that_fail_are_a_failure()
    {
        var result = await new DatasetSearch(Services, [new FakeCatalogue("hf") { Fault = new NetworkException("x") }]).RunAsync(new("x", null, 10));
        Assert.True(result.AllFailed);
        Assert.False((await new DatasetSearch(Services, [new FakeCatalogue("hf")]).RunAsync(new("x", null, 10))).AllFailed);
    }

    [Fact]
    public async Task A_bug_is_no_answer() => await Assert.ThrowsAsync<InvalidOperationException>(() =>
        new DatasetSearch(Services, [new FakeCatalogue("hf") { Fault = new InvalidOperationException("x") }]).RunAsync(new("x", null, 10)));

    [Fact]
    public async Task No_source_is_asked_for_more_than_the_limit()
    {
        // The fault lies behind the third hit and is never come to.
        var endless = new FakeCatalogue("hf", [.. Enumerable.Range(0, 3).Select(i => new SearchHit($"hf:a/{i}", ""))]) { Fault = new NetworkException("too far") };
        var result = await new DatasetSearch(Services, [endless]).RunAsync(new("x", null, 3));
        Assert.Equal(3, result.Hits.Count);
        Assert.Empty(result.Failed);
    }

    [Fact]
    public async Task Progress_says_who_has_answered()
    {
        var late = new TaskCompletionSource();
        var seen = new List<SearchProgress>();
        var search = new DatasetSearch(Services, [new FakeCatalogue("hf", new SearchHit("hf:a/x", "x")), new FakeCatalogue("kaggle") { Until = late.Task }]);
        await search.RunAsync(new("x", null, 10), new Gather(p =>
        {
            seen.Add(p);
            if (p.Answered.Count == 1)
                late.TrySetResult();
        }));
        Assert.Contains(seen, p => p is { Answered: ["hf"], Waiting: ["kaggle"], Hits: 1 });
        Assert.Equal(["hf", "kaggle"], seen[^1].Answered);
    }

    [Fact]
    public async Task One_that_never_answers_is_left_with_what_it_found()
    {
        var time = new FakeTimeProvider();
        var services = new ServiceContext(_pulls.Workspace, _ => null, time, "datatools test");
        var search = new DatasetSearch(services, [new FakeCatalogue("hf") { Until = new TaskCompletionSource().Task }, new FakeCatalogue("official", new SearchHit("official:x", "x"))]);
        var answered = new TaskCompletionSource();
        var running = search.RunAsync(new("x", null, 10), new Gather(p =>
        {
            if (p.Answered.Contains("official"))
                answered.TrySetResult();
        }));
        await answered.Task.WaitAsync(TimeSpan.FromSeconds(10));
        while (!running.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(10));
            await Task.Delay(10);
        }
        var result = await running;
        Assert.Equal(["official:x"], result.Hits.Select(h => h.Reference));
        Assert.Equal("no answer within 30 seconds", Assert.Single(result.Failed).Fault!.Message);
    }

    [Fact]
    public async Task Stopping_stops_the_waiting()
    {
        using var stop = new CancellationTokenSource();
        var running = new DatasetSearch(Services, [new FakeCatalogue("hf") { Until = new TaskCompletionSource().Task }]).RunAsync(new("x", null, 10), null, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    private sealed class Gather(Action<SearchProgress> report) : IProgress<SearchProgress>
    {
        public void Report(SearchProgress value)
        {
            lock (this)
                report(value);
        }
    }

    private sealed class Knocking(string source, TaskCompletionSource ours, TaskCompletionSource others) : IDatasetSearch
    {
        public string Source => source;

        public async IAsyncEnumerable<SearchHit> SearchAsync(
            SearchQuery query, ServiceContext context, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
        {
            ours.SetResult();
            await others.Task.WaitAsync(cancellation);
            yield return new($"{source}:x", "x");
        }
    }
}
