using InferenceKit.Serving.Resilience;
using InferenceKit.Sessions.Rows;

namespace InferenceKit.DataPlane.Checks;

/// <summary>The rules of a model's outputs, by the places that a version's signature gives them.</summary>
internal sealed class BoundOutputChecks : OutputChecks
{
    private readonly BoundOutputRule[] _rules;

    public BoundOutputChecks(OutputRules rules, ModelSignature signature) : base(rules)
    {
        // A rule that does not suit the signature has been reported when the version or the rule came.
        _rules = [.. rules.Rules.Where(rule => rule.FindProblem(signature) is null).Select(rule => new BoundOutputRule(rule, signature.IndexOfOutput(rule.Output), signature.SharesRuns))];
    }

    public override string? FindProblem(RowBatch batch, int firstRow, int count)
    {
        foreach (var rule in _rules)
            for (var row = firstRow; row < firstRow + count; row++)
                if (rule.FindProblem(batch, row) is { } problem) return problem;
        return null;
    }

    public override string? FindProblem(IReadOnlyList<NamedValue> outputs)
    {
        foreach (var rule in _rules)
        {
            // Outputs that the request did not ask for were not copied.
            for (var i = 0; i < outputs.Count; i++)
                if (outputs[i].Name == rule.Output && outputs[i].Value is TensorValue tensor && rule.FindProblem(tensor) is { } problem) return problem;
        }
        return null;
    }
}
