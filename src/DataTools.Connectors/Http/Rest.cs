using System.Net;
using System.Runtime.ExceptionServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Refit;

namespace DataTools.Connectors.Http;

/// <summary>What the typed clients of all services have in common.</summary>
public static class Rest
{
    /// <summary>JSON as services write it: letter case does not count, and numbers may be texts.</summary>
    public static RefitSettings Json { get; } = new(new SystemTextJsonContentSerializer(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.AllowReadingFromString,
    }));

    /// <summary>Throws what <see cref="ApiClient"/> said where there was no answer at all; Refit wraps it.</summary>
    public static void DemandAnswer(IApiResponse response, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (response.Error is ApiRequestException { InnerException: { } fault })
            ExceptionDispatchInfo.Throw(fault);
    }

    /// <summary>Whether an answer only says where to ask.</summary>
    public static bool IsRedirect(HttpStatusCode status) => status is
        HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther or
        HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;
}
