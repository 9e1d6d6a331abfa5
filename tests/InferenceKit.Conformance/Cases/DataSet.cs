namespace InferenceKit.Conformance.Cases;

/// <summary>Inputs, and the outputs expected for them.</summary>
internal sealed record DataSet(string Name, IReadOnlyList<NamedCaseValue> Inputs, IReadOnlyList<NamedCaseValue> Expected);
