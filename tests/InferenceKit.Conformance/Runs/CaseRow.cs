using InferenceKit.Conformance.Cases;
using InferenceKit.Conformance.Values;

namespace InferenceKit.Conformance.Runs;

/// <summary>What goes through a codec at once: one row of each input, or all of it where the model has no rows.</summary>
internal sealed record CaseRow(IReadOnlyList<NamedCaseValue> Inputs)
{
    /// <summary>Takes a set of inputs apart. Null where the inputs differ in their number of rows.</summary>
    public static IReadOnlyList<CaseRow>? Split(DataSet set, bool hasRows)
    {
        if (!hasRows) return [new(set.Inputs)];
        var counts = set.Inputs.Select(input => ((CaseTensor)input.Value).Shape[0]).Distinct().ToArray();
        if (counts.Length != 1) return null;
        return [.. Enumerable.Range(0, (int)counts[0]).Select(row =>
            new CaseRow([.. set.Inputs.Select(input => input with { Value = RowOf((CaseTensor)input.Value, row) })]))];
    }

    /// <summary>Puts the answers to all rows together as the outputs of one run.</summary>
    public static IReadOnlyList<NamedCaseValue> Join(IReadOnlyList<IReadOnlyList<NamedCaseValue>> answers, ModelSignature signature) =>
        !signature.HasRows || IsWhole(answers[0], signature)
            ? Assert.Single(answers)
            : [.. answers[0].Select((output, i) => output with { Value = Join([.. answers.Select(answer => answer[i].Value)]) })];

    // Of a model whose rows each run alone, because its outputs do not count them, a codec reads all of an output.
    private static bool IsWhole(IReadOnlyList<NamedCaseValue> answer, ModelSignature signature) =>
        answer.Zip(signature.Outputs).All(output => output.First.Value switch
        {
            CaseTensor tensor => tensor.Shape.Length == output.Second.Shape.Count,
            CaseSequence => output.Second.Kind == ValueKind.Sequence,
            _ => false,
        });

    private static CaseTensor RowOf(CaseTensor tensor, int row)
    {
        var rows = (int)tensor.Shape[0];
        var (bytes, strings) = (tensor.Bytes.Length / rows, tensor.Strings.Length / rows);
        return new(
            tensor.ElementType, tensor.Shape[1..],
            tensor.Bytes.AsSpan(row * bytes, bytes).ToArray(), tensor.Strings.AsSpan(row * strings, strings).ToArray());
    }

    // Of a sequence with an item a row, a codec reads the item.
    private static CaseValue Join(IReadOnlyList<CaseValue> rows)
    {
        if (rows[0] is not CaseTensor first) return new CaseSequence(rows, ElementType.Undefined);
        var tensors = rows.Cast<CaseTensor>().ToArray();
        return new CaseTensor(
            first.ElementType, [rows.Count, .. first.Shape],
            [.. tensors.SelectMany(row => row.Bytes)], [.. tensors.SelectMany(row => row.Strings)]);
    }
}
