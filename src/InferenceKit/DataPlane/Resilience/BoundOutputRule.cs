using InferenceKit.Runtime.Resilience;
using InferenceKit.Sessions;

namespace InferenceKit.DataPlane.Resilience;

/// <summary>A rule of one output, and where a version has it.</summary>
internal sealed class BoundOutputRule(OutputRule rule, int index)
{
    private readonly ElementRule _elements = new(rule);

    public string Output => rule.Output;

    /// <returns>Null, or how a row breaks the rule, for people.</returns>
    public string? FindProblem(RowBatch batch, int row)
    {
        var rows = batch.Outputs[index];
        return ShapeProblem(rows.RowShape)
            ?? Named(rows.ElementType switch
            {
                ElementType.Float32 => _elements.FindProblem(rows.Row<float>(row)),
                ElementType.Float64 => _elements.FindProblem(rows.Row<double>(row)),
                ElementType.Float16 => _elements.FindProblem(rows.Row<Half>(row)),
                ElementType.Int64 => _elements.FindProblem(rows.Row<long>(row)),
                ElementType.Int32 => _elements.FindProblem(rows.Row<int>(row)),
                ElementType.UInt8 => _elements.FindProblem(rows.Row<byte>(row)),
                ElementType.String => StringsProblem(batch, row, (int)TensorShape.Product(rows.RowShape)),
                _ => OtherProblem(batch.GetValue(index, row) as TensorValue),
            });
    }

    /// <returns>Null, or how one of its rows breaks the rule, for people.</returns>
    public string? FindProblem(TensorValue tensor)
    {
        if (tensor.ElementType == ElementType.String) return Named(StringsProblem(tensor));
        // Sums are of each row, and only the signature's owner knows rows: all elements after the first dimension are one.
        var rows = tensor.Shape.Length > 1 ? (int)tensor.Shape[0] : 1;
        return (tensor.Shape.Length > 0 ? ShapeProblem(tensor.Shape[1..]) : null) ?? Named(_elements.FindProblem(tensor, Math.Max(rows, 1)));
    }

    private string? OtherProblem(TensorValue? tensor) => tensor is null ? null : _elements.FindProblem(tensor, 1);

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
