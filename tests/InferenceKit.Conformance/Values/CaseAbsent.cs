namespace InferenceKit.Conformance.Values;

/// <summary>An optional without a value.</summary>
internal sealed record CaseAbsent : CaseValue
{
    public override string ToString() => "Absent";
}
