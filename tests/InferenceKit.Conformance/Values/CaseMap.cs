namespace InferenceKit.Conformance.Values;

/// <summary>Keys and, at the same index, their values.</summary>
internal sealed record CaseMap(CaseTensor Keys, CaseTensor Values) : CaseValue
{
    public override string ToString() => $"Map of {Keys} to {Values}";
}
