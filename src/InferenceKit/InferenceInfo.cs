using System.Runtime.InteropServices;
using InferenceKit.Serving.Traffic;

namespace InferenceKit;

/// <summary>What is known of one answered prediction beside its value. Immutable.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly struct InferenceInfo
{
    internal InferenceInfo(PredictionId id, ModelId model, int batchSize, TimeSpan queueTime, TimeSpan computeTime, RouteChoice? route = null)
    {
        Id = id;
        Model = model;
        BatchSize = batchSize;
        QueueTime = queueTime;
        ComputeTime = computeTime;
        Route = route;
    }

    /// <summary>Identifies the prediction.</summary>
    public PredictionId Id { get; }

    /// <summary>The model and version that answered.</summary>
    public ModelId Model { get; }

    /// <summary>
    /// The variant of a traffic split that the request was assigned to; null for the primary. It stays the same where the variant failed and
    /// something else answered, which <see cref="FallbackStep"/> tells: analyse by what was assigned.
    /// </summary>
    public string? Variant => Route?.Variant;

    /// <summary>Why it was assigned there.</summary>
    public VariantAssignment Assignment => Route?.Assignment ?? VariantAssignment.None;

    /// <summary>
    /// 0 when the model, or the variant, that was asked answered; otherwise the key of the fallback step, and -1 where the primary answered in
    /// place of a variant.
    /// </summary>
    public int FallbackStep { get; internal init; }

    /// <summary>Why a fallback answered.</summary>
    public FallbackReason Reason { get; internal init; }

    /// <summary>The version of the traffic allocation that chose the variant; 0 without a split.</summary>
    public int AllocationVersion => Route?.AllocationVersion ?? 0;

    /// <summary>
    /// The probability with which the request was assigned, from 0 to 1, as it was at the time; 1 without a split, and where a rule or the
    /// request itself decided.
    /// </summary>
    public double Propensity => Route?.Propensity ?? 1;

    /// <summary>How it was routed; null without a split.</summary>
    internal RouteChoice? Route { get; init; }

    /// <summary>Rows in the run that answered.</summary>
    public int BatchSize { get; }

    /// <summary>Time from the request's arrival to the start of its run.</summary>
    public TimeSpan QueueTime { get; }

    /// <summary>Time from the start of the run to the decoded answer.</summary>
    public TimeSpan ComputeTime { get; }
}
