using System.Diagnostics;
using InferenceKit.Serving.Traffic;

namespace InferenceKit.Monitoring;

/// <summary>The activity source <c>InferenceKit</c>: one activity a prediction, while there is a listener.</summary>
internal static class InferenceActivities
{
    public const string SourceName = "InferenceKit";
    public const string VersionTag = "inferencekit.version";

    private static readonly ActivitySource? Source = Make();

    public static bool HasListeners => Source is not null && Source.HasListeners();

    /// <summary>Starts the activity of a request.</summary>
    public static TracedRequest Start(string model)
    {
        var outer = Activity.Current;
        try
        {
            var activity = Source?.StartActivity("predict", ActivityKind.Internal);
            activity?.SetTag("inferencekit.model", model);
            return new(activity, outer);
        }
#pragma warning disable CA1031 // The listener is the host's code, and its exception must not cost a caller the answer.
        catch (Exception)
        {
            TracedRequest.Restore(outer);
            return default;
        }
#pragma warning restore CA1031
    }

    /// <summary>A new source asks listeners of the host whether they want it. One that throws then must not end every request.</summary>
    private static ActivitySource? Make()
    {
        try
        {
            return new(SourceName);
        }
#pragma warning disable CA1031 // As above.
        catch (Exception)
        {
            return null;
        }
#pragma warning restore CA1031
    }

    public static void Succeed(in TracedRequest request, in InferenceInfo info)
    {
        if (request.Activity is not { } activity) return;
        activity.SetTag(VersionTag, info.Model.Version.ToString());
        activity.SetTag("inferencekit.batch.size", info.BatchSize);
        activity.SetTag("inferencekit.prediction.id", info.Id.ToString());
        if (info.Assignment != VariantAssignment.None) activity.SetTag("inferencekit.variant", info.Variant ?? TrafficPolicy.Primary);
        if (info.FallbackStep == 0) return;
        activity.SetTag("inferencekit.fallback.step", info.FallbackStep);
        activity.SetTag("inferencekit.fallback.reason", OutcomeNames.Of(info.Reason));
    }

    public static void Fail(in TracedRequest request, InferenceFailure failure)
    {
        if (request.Activity is not { } activity) return;
        activity.SetTag(VersionTag, failure.Model?.Version.ToString());
        activity.SetTag("error.type", OutcomeNames.At(OutcomeNames.Of(failure.Error)));
        activity.SetStatus(ActivityStatusCode.Error, failure.Message);
    }
}
