using InferenceKit.Conformance.Values;

namespace InferenceKit.Conformance.Cases;

/// <summary>A value for an input or output.</summary>
internal readonly record struct NamedCaseValue(string Name, CaseValue Value);
