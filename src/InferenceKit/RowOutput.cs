namespace InferenceKit;

/// <summary>Reads rows of elements from one output of a signature.</summary>
internal sealed class RowOutput<T> where T : unmanaged
{
    private readonly int _index;
    private readonly ValueSpec _spec;

    private RowOutput(int index, ValueSpec spec)
    {
        _index = index;
        _spec = spec;
    }

    /// <param name="signature">The version's.</param>
    /// <param name="name">The output; null for the only one.</param>
    /// <param name="element">An element that every row must have; null for none.</param>
    /// <exception cref="InferenceException">The output is not there, or does not give rows of this type.</exception>
    public static RowOutput<T> Bind(ModelSignature signature, string? name, int? element = null)
    {
        if (name is null && signature.Outputs.Count != 1)
            throw new InferenceException(InferenceError.InvalidOutput,
                $"The codec does not name its output, and the model has not just one: {RowTensor.Describe(signature.Outputs)}.");
        var index = name is null ? 0 : signature.IndexOfOutput(name);
        var spec = signature.Outputs[index];
        RowTensor.RequireElements<T>("Output", spec, InferenceError.InvalidOutput);
        var row = spec.Shape.Skip(signature.SharesRuns ? 1 : 0).ToArray();
        if (element is { } wanted && spec.HasKnownRank && row.All(size => size is not null) && row.Aggregate(1L, (all, size) => all * size!.Value) is var length && length <= wanted)
            throw RowTensor.Unsuited(InferenceError.InvalidOutput, "Output", spec, $"the codec reads element {wanted} of a row that has {length}");
        return new(index, spec);
    }

    public ReadOnlySpan<T> Read(TensorReader reader) => reader.Row<T>(_index);

    public T Read(TensorReader reader, int element)
    {
        var row = reader.Row<T>(_index);
        return (uint)element < (uint)row.Length ? row[element] : throw Missing(element, row.Length);
    }

    private InferenceException Missing(int element, int length) =>
        RowTensor.Unsuited(InferenceError.InvalidOutput, "Output", _spec, $"the codec reads element {element} of a row that has {length}");
}
