using InferenceKit.Configuration;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;

namespace InferenceKit.ControlPlane.Repository.Http;

/// <summary>Tries again what may pass: with growing pauses, differently long everywhere, or as the server asks.</summary>
internal static class RetryPipeline
{
    /// <summary>The longest pause. A server that asks for a longer one is left alone: the load fails, and is tried again later.</summary>
    public static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);

    public static ResiliencePipeline Create(HttpRepositorySettings settings, ILogger logger, TimeProvider time)
    {
        if (settings.MaxAttempts == 1) return ResiliencePipeline.Empty;
        var builder = new ResiliencePipelineBuilder { TimeProvider = time };
        return builder.AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = settings.MaxAttempts - 1,
            Delay = settings.FirstPause,
            MaxDelay = LongestDelay,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            ShouldHandle = static args =>
                new(args.Outcome.Exception is HttpRepositoryException { IsTransient: true } e && !(e.RetryAfter > LongestDelay)),
            DelayGenerator = static args => new((args.Outcome.Exception as HttpRepositoryException)?.RetryAfter),
            OnRetry = args =>
            {
                HttpRepositoryLog.TriedAgain(logger, args.Outcome.Exception!.Message, args.AttemptNumber + 2, settings.MaxAttempts, args.RetryDelay.TotalSeconds);
                return default;
            },
        }).Build();
    }
}
