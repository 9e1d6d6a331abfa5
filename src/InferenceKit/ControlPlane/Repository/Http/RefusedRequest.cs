using System.Net;
using System.Net.Http.Headers;
using InferenceKit.Configuration;

namespace InferenceKit.ControlPlane.Repository.Http;

/// <summary>What a status that is no success means, and what to do.</summary>
internal static class RefusedRequest
{
    public static HttpRepositoryException Of(Uri address, HttpResponseMessage response, HttpRepositorySettings settings, TimeProvider time)
    {
        var status = response.StatusCode;
        var isTransient = status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || (int)status >= 500;
        return new(
            $"{WebAddress.Show(address)} answers {(int)status}{Advice(address, status, settings)}.", isTransient,
            isTransient ? Delay(response.Headers.RetryAfter, time) : null);
    }

    private static string Advice(Uri address, HttpStatusCode status, HttpRepositorySettings settings) => status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden when !WebAddress.IsSameOrigin(address, settings.Index) =>
            " (access refused): the request was redirected to another server, which gets no credentials",
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden when settings.PrepareRequest is null =>
            $" (access refused): add credentials to requests with UseHttpRepository and {nameof(HttpRepositoryOptions.PrepareRequest)}",
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden =>
            $" (access refused): the credentials that {nameof(HttpRepositoryOptions.PrepareRequest)} adds are not good enough",
        HttpStatusCode.NotFound or HttpStatusCode.Gone when address == settings.Index => " (not there): see whether Repository:Uri names the index",
        HttpStatusCode.NotFound or HttpStatusCode.Gone => " (not there), though the index names it: upload files first and the index last",
        HttpStatusCode.RequestedRangeNotSatisfiable => " (no such part): it changed while it was downloaded",
        HttpStatusCode.TooManyRequests => " (too many requests)",
        HttpStatusCode.ServiceUnavailable => " (not available at present)",
        _ => "",
    };

    private static TimeSpan? Delay(RetryConditionHeaderValue? retryAfter, TimeProvider time)
    {
        var delay = retryAfter?.Delta ?? retryAfter?.Date - time.GetUtcNow();
        return delay < TimeSpan.Zero ? TimeSpan.Zero : delay;
    }
}
