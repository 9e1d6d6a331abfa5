using InferenceKit.Serving.Resilience;
using InferenceKit.Sessions.Rows;

namespace InferenceKit.DataPlane.Checks;

/// <summary>A rule of one output, and where a version has it.</summary>
/// <param name="rule">The rule.</param>
/// <param name="index">The output's place in the signature.</param>
/// <param name="hasRows">Whether its first dimension counts rows.</param>
internal sealed class BoundOutputRule(OutputRule rule, int index, bool hasRows)
{
    private readonly ElementRule _elements = new(rule);

    public string Output => rule.Output;

    /// <returns>Null, or how a row breaks the rule, for people.</returns>
    public string? FindProblem(RowBatch batch, int row)
    {
        var rows = batch.Outputs[index];
        return ShapeProblem(rows.RowShape) ?? Named(rows.ElementType == ElementType.String
            ? StringsProblem(batch, row, (int)TensorShape.Product(rows.RowShape))
            : _elements.FindProblem(rows.ElementType, rows.RowBytes(row)));
    }

    /// <returns>Null, or how one of its rows breaks the rule, for people.</returns>
    public string? FindProblem(TensorValue tensor)
    {
        var counts = hasRows && tensor.Shape.Length > 0;
        if (ShapeProblem(counts ? tensor.Shape[1..] : tensor.Shape) is { } misshapen) return misshapen;
        if (tensor.ElementType == ElementType.String) return Named(StringsProblem(tensor));
        var bytes = tensor.AsBytes();
        var rows = counts ? (int)tensor.Shape[0] : 1;
        for (var row = 0; row < rows; row++)
            if (_elements.FindProblem(tensor.ElementType, bytes.Slice(bytes.Length / rows * row, bytes.Length / rows)) is { } problem) return Named(problem);
        return null;
    }

    private string? StringsProblem(RowBatch batch, int row, int count)
    {
        for (var i = 0; i < count; i++)
            if (!_elements.IsLabel(batch.GetString(index, row, i))) return ElementRule.NoLabel(i);
        return null;
    }

    private string? StringsProblem(TensorValue tensor)
    {
        for (var i = 0; i < tensor.Length; i++)
            if (!_elements.IsLabel(tensor.GetStringUtf8(i))) return ElementRule.NoLabel(i);
        return null;
    }

    private string? ShapeProblem(ReadOnlySpan<long> shape)
    {
        if (rule.Shape.IsDefault) return null;
        var fits = shape.Length == rule.Shape.Length;
        for (var i = 0; fits && i < shape.Length; i++) fits = rule.Shape[i] is -1 || rule.Shape[i] == shape[i];
        return fits ? null : $"output '{rule.Output}' must have rows of shape [{string.Join(',', rule.Shape.Select(s => s < 0 ? "?" : $"{s}"))}], and one has [{TensorShape.Text(shape)}]";
    }

    private string? Named(string? problem) => problem is null ? null : $"output '{rule.Output}' {problem}";
}
