using Microsoft.AspNetCore.Http;

namespace DataTools.FakeServices.Kaggle;

/// <summary>An answer in place of the right one.</summary>
public sealed record FakeAnswer(int Status, string Body)
{
    public string ContentType { get; init; } = "application/json; charset=utf-8";

    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>The shape of most refusals.</summary>
    public static FakeAnswer Message(int status, string message, params (string Name, string Value)[] headers) =>
        new(status, $$"""{"code":{{status}},"message":"{{message}}"}""") { Headers = headers };

    /// <summary>The other shape.</summary>
    public static FakeAnswer Error(int status, string message, string word, params (string Name, string Value)[] headers) =>
        new(status, $$$"""{"error":{"code":{{{status}}},"message":"{{{message}}}","status":"{{{word}}}"}}""") { Headers = headers };

    /// <summary>A captcha, or a page to log in.</summary>
    public static FakeAnswer WebPage(int status = 200, string contentType = "text/html; charset=utf-8") =>
        new(status, "<!DOCTYPE html>\n<html><head><title>reCAPTCHA</title></head><body></body></html>") { ContentType = contentType };

    internal async Task SendAsync(HttpContext context)
    {
        context.Response.StatusCode = Status;
        foreach (var (name, value) in Headers)
            context.Response.Headers[name] = value;
        context.Response.ContentType = ContentType;
        await context.Response.WriteAsync(Body, context.RequestAborted);
    }
}
