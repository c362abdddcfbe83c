using DataTools.Catalog;
using DataTools.Connectors;
using Polly.Timeout;

namespace DataTools.Papers.Resolving;

/// <summary>How large an answer may be, and how long it may take to come whole.</summary>
internal sealed record BodyLimit(long Bytes, TimeSpan Time, TimeProvider Clock)
{
    /// <summary>
    /// Loads the body. Throws <see cref="InvalidInputException"/> where it is larger, <see cref="TimeoutRejectedException"/>
    /// (which is worth another attempt) where it takes longer.
    /// </summary>
    public async Task LoadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        if (response.Content.Headers.ContentLength > Bytes)
            throw TooLarge(response);
        using var limit = new CancellationTokenSource(Time, Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        try
        {
            await response.Content.LoadIntoBufferAsync(Bytes, either.Token);
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            throw TooLarge(response);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new TimeoutRejectedException(Time);
        }
    }

    private InvalidInputException TooLarge(HttpResponseMessage response)
    {
        using (response)
            return new($"{Endpoints.Shown(response.RequestMessage!.RequestUri!)}: more than {Bytes >> 20} MB came", "Fetch the file with a browser and give its path, or name the paper by its title or id.");
    }
}
