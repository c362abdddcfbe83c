using DataTools.Connectors.Reading;

namespace DataTools.Connectors.Tests.Reading;

public sealed class InOrderTests
{
    [Fact]
    public void Results_come_in_order_and_no_more_than_asked_are_on_their_way()
    {
        var (running, most) = (0, 0);
        var gate = new Lock();
        var results = InOrder.Select(Enumerable.Range(0, 200), i =>
        {
            lock (gate)
                most = Math.Max(most, ++running);
            Thread.Sleep(i % 7 == 0 ? 3 : 0);
            lock (gate)
                running--;
            return i;
        }, ahead: 4, CancellationToken.None);
        Assert.Equal(Enumerable.Range(0, 200), results);
        Assert.InRange(most, 1, 4);
        // Lazily: the first results come while the last items do not exist yet.
        Assert.Equal([0, 1, 2], InOrder.Select(Endless(limit: 10), i => i, ahead: 4, CancellationToken.None).Take(3));
    }

    private static IEnumerable<int> Endless(int limit)
    {
        for (var i = 0; ; i++)
            yield return i < limit ? i : throw new InvalidOperationException("read too far ahead");
    }
}
