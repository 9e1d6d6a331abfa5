namespace InferenceKit.Testing.Faults.Reading;

/// <summary>A rule while its keys are read.</summary>
internal sealed class FaultRuleReading(FaultRule rule)
{
    /// <summary>No valid kind.</summary>
    public const FaultKind NoKind = (FaultKind)(-1);

    public static FaultRule Empty { get; } = new() { Kind = NoKind };

    public FaultRule Rule { get; set; } = rule;
}
