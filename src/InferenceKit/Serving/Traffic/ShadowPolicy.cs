namespace InferenceKit.Serving.Traffic;

/// <summary>A shadow of a model, as configuration has it; validated, immutable.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Target">What answers, and is compared.</param>
internal sealed record ShadowPolicy(string Name, RouteTarget Target)
{
    /// <summary>The part of the primary's requests that it sees, by their keys, from 0 to 100.</summary>
    public double SamplePercent { get; init; } = 100;

    /// <summary>Runs of it at the same time.</summary>
    public int MaxConcurrency { get; init; } = 1;

    /// <summary>Rows that may wait for it; more are dropped.</summary>
    public int MaxQueuedRows { get; init; } = 1024;

    /// <summary>Bytes of inputs and outputs that may wait for it; more are dropped.</summary>
    public long MaxQueuedBytes { get; init; } = 16L << 20;

    /// <summary>The longest that one of its runs may take, and that a row may wait for it.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How far floating-point outputs may lie apart and be equal; null for what suits their element types.</summary>
    public double? AbsoluteTolerance { get; init; }

    /// <summary>The same, as a part of the primary's output; null for what suits their element types.</summary>
    public double? RelativeTolerance { get; init; }

    /// <summary>How many of the largest elements of an output are compared as a set; 0 for none.</summary>
    public int TopK { get; init; } = 5;

    /// <summary>The part of its rows that the primary runs once more, to know how far it lies from itself; from 0 to 100.</summary>
    public double NoisePercent { get; init; } = 5;

    /// <summary>How many of the worst examples are kept, with their inputs and outputs.</summary>
    public int KeepExamples { get; init; }
}
