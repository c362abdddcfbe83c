using Microsoft.AspNetCore.Http;

namespace DataTools.FakeServices.GitHub;

/// <summary>An answer in place of the right one.</summary>
public sealed record FakeAnswer(int Status, string Body)
{
    public string ContentType { get; init; } = "application/json; charset=utf-8";

    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>Breaks the connection off instead.</summary>
    public bool Drop { get; init; }

    /// <summary>Says nothing for so long first.</summary>
    public TimeSpan Silence { get; init; }

    /// <summary>GitHub asks for fewer calls; it does not always say for how long.</summary>
    public static FakeAnswer SecondaryLimit(int status = 403, int? retryAfter = null) => new(
        status, """{"message":"You have exceeded a secondary rate limit. Please wait a few minutes before you try again.","documentation_url":"https://docs.github.com/"}""")
    {
        Headers = retryAfter is { } seconds ? [("Retry-After", $"{seconds}")] : [],
    };

    public static FakeAnswer Message(int status, string message, params (string Name, string Value)[] headers) =>
        new(status, $$"""{"message":"{{message}}","documentation_url":"https://docs.github.com/rest","status":"{{status}}"}""") { Headers = headers };

    public static FakeAnswer WebPage(int status = 200) =>
        new(status, "<!DOCTYPE html><html><head><title>Log in &amp; surf</title></head><body></body></html>") { ContentType = "text/html; charset=utf-8" };

    /// <summary>Gives it.</summary>
    internal async Task SendAsync(HttpContext context)
    {
        await Task.Delay(Silence, context.RequestAborted);
        if (Drop)
        {
            context.Abort();
            return;
        }
        context.Response.StatusCode = Status;
        foreach (var (name, value) in Headers)
            context.Response.Headers[name] = value;
        if (Status is 204 or 304)
            return;
        context.Response.ContentType = ContentType;
        await context.Response.WriteAsync(Body, context.RequestAborted);
    }
}
