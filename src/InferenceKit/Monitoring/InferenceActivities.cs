using System.Diagnostics;
using InferenceKit.Runtime.Routing;

namespace InferenceKit.Monitoring;

/// <summary>The activity source <c>InferenceKit</c>: one activity a prediction, when somebody listens.</summary>
internal static class InferenceActivities
{
    public const string SourceName = "InferenceKit";
    public const string VersionTag = "inferencekit.version";

    private static readonly ActivitySource Source = new(SourceName);

    public static bool HasListeners => Source.HasListeners();

    public static Activity? Start(string model)
    {
        var activity = Source.StartActivity("predict", ActivityKind.Internal);
        activity?.SetTag("inferencekit.model", model);
        return activity;
    }

    public static void Succeed(Activity? activity, in InferenceInfo info)
    {
        if (activity is null) return;
        activity.SetTag(VersionTag, info.Model.Version.ToString());
        activity.SetTag("inferencekit.batch.size", info.BatchSize);
        activity.SetTag("inferencekit.prediction.id", info.Id.ToString());
        if (info.Assignment != VariantAssignment.None) activity.SetTag("inferencekit.variant", info.Variant ?? TrafficPolicy.Primary);
        if (info.FallbackStep == 0) return;
        activity.SetTag("inferencekit.fallback.step", info.FallbackStep);
        activity.SetTag("inferencekit.fallback.reason", OutcomeNames.Of(info.Reason));
    }

    public static void Fail(Activity? activity, InferenceFailure failure)
    {
        if (activity is null) return;
        activity.SetTag(VersionTag, failure.Model?.Version.ToString());
        activity.SetTag("error.type", OutcomeNames.At(OutcomeNames.Of(failure.Error)));
        activity.SetStatus(ActivityStatusCode.Error, failure.Message);
    }
}
