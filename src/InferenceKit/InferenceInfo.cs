using System.Runtime.InteropServices;

namespace InferenceKit;

/// <summary>What is known of one answered prediction beside its value. Immutable.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly struct InferenceInfo
{
    internal InferenceInfo(PredictionId id, ModelId model, int batchSize, TimeSpan queueTime, TimeSpan computeTime)
    {
        Id = id;
        Model = model;
        BatchSize = batchSize;
        QueueTime = queueTime;
        ComputeTime = computeTime;
        Propensity = 1;
    }

    /// <summary>Identifies the prediction.</summary>
    public PredictionId Id { get; }

    /// <summary>The model and version that answered.</summary>
    public ModelId Model { get; }

    /// <summary>The variant of a traffic split that answered; null for the primary.</summary>
    public string? Variant { get; internal init; }

    /// <summary>0 when the model that was asked answered, otherwise the key of the fallback step.</summary>
    public int FallbackStep { get; internal init; }

    /// <summary>Why a fallback answered.</summary>
    public FallbackReason Reason { get; internal init; }

    /// <summary>The version of the traffic allocation that chose the variant; 0 without a split.</summary>
    public int AllocationVersion { get; internal init; }

    /// <summary>The probability with which the variant was chosen, from 0 to 1; 1 without a split.</summary>
    public double Propensity { get; internal init; }

    /// <summary>Rows in the run that answered.</summary>
    public int BatchSize { get; }

    /// <summary>Time from the request's arrival to the start of its run.</summary>
    public TimeSpan QueueTime { get; }

    /// <summary>Time from the start of the run to the decoded answer.</summary>
    public TimeSpan ComputeTime { get; }
}
