using InferenceKit.Sessions.Rows;

namespace InferenceKit.Serving.Resilience;

/// <summary>The rules of a model's outputs, bound to a version's signature. Immutable.</summary>
internal abstract class OutputChecks(OutputRules rules)
{
    /// <summary>What it was made from.</summary>
    public OutputRules Rules => rules;

    /// <summary>Holds rows of a completed run against the rules.</summary>
    /// <returns>Null, or which output breaks which rule, for people.</returns>
    public abstract string? FindProblem(RowBatch batch, int firstRow, int count);

    /// <summary>Holds outputs that were copied out of a run against the rules; the first dimension counts rows where the model has them.</summary>
    /// <returns>Null, or which output breaks which rule, for people.</returns>
    public abstract string? FindProblem(IReadOnlyList<NamedValue> outputs);
}
