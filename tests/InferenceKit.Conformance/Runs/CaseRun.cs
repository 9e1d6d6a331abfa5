using InferenceKit.Conformance.Cases;
using InferenceKit.Conformance.Values;

namespace InferenceKit.Conformance.Runs;

/// <summary>What running one set of inputs gave: outputs, or why there are none.</summary>
internal sealed record CaseRun(IReadOnlyList<NamedCaseValue>? Outputs, string? Problem)
{
    /// <summary>Why this is not what is expected, or null. Outputs that nothing is expected of do not count.</summary>
    public string? FindProblem(IReadOnlyList<NamedCaseValue> expected, Tolerance tolerance)
    {
        if (Outputs is null) return Problem;
        foreach (var (name, value) in expected)
        {
            if (Outputs.All(output => output.Name != name)) return $"output '{name}' is missing";
            var actual = Outputs.First(output => output.Name == name).Value;
            if (ValueComparison.FindDifference(value, actual, tolerance) is { } difference) return $"output '{name}': {difference}";
        }
        return null;
    }
}
