namespace InferenceKit;

/// <summary>Writes rows of elements to one input of a signature.</summary>
internal sealed class RowInput<T> where T : unmanaged
{
    private const int MaxRank = 16;

    private readonly int _index;
    private readonly ValueSpec _spec;
    /// <summary>The shape of a row, but for the dynamic dimension; empty where the row is fixed.</summary>
    private readonly long[] _shape;
    private readonly int _dynamicAxis;
    /// <summary>How many elements one step of the dynamic dimension has.</summary>
    private readonly long _step;

    private RowInput(int index, ValueSpec spec, long[] shape, int dynamicAxis)
    {
        _index = index;
        _spec = spec;
        _shape = shape;
        _dynamicAxis = dynamicAxis;
        _step = 1;
        for (var i = 0; i < shape.Length; i++)
            if (i != dynamicAxis) _step *= shape[i];
    }

    /// <exception cref="InferenceException">The input is not there, or cannot take rows of this type.</exception>
    public static RowInput<T> Bind(ModelSignature signature, string? name)
    {
        var index = name is null ? OnlyInput(signature) : signature.IndexOfInput(name);
        var spec = signature.Inputs[index];
        RowTensor.RequireElements<T>("Input", spec, InferenceError.InvalidInput);
        var others = signature.Inputs.Where(i => i != spec && !i.IsOptional).Select(i => $"'{i.Name}' ({i})").ToArray();
        if (others.Length > 0)
            throw RowTensor.Unsuited(InferenceError.InvalidInput, "Input", spec, $"the model also requires {string.Join(", ", others)}, which this codec does not write: write a codec for them");
        // A model that does not say how many dimensions there are gets one.
        if (!spec.HasKnownRank) return new(index, spec, [0], 0);
        var row = spec.Shape.Skip(signature.HasRows ? 1 : 0).ToArray();
        if (row.Count(size => size is null) > 1 || row.Length > MaxRank)
            throw RowTensor.Unsuited(InferenceError.InvalidInput, "Input", spec, "more than one dimension of a row is dynamic, so that the length of an array does not say its shape: write a codec that does");
        return new(index, spec, row.Select(size => size ?? 0).ToArray(), Array.IndexOf(row, null));
    }

    public void Write(ReadOnlySpan<T> row, TensorWriter writer)
    {
        if (_dynamicAxis < 0) writer.Write(_index, row);
        else WriteDynamic(row, writer);
    }

    public InferenceException Null() => RowTensor.Unsuited(InferenceError.InvalidInput, "Input", _spec, "the row is null");

    private void WriteDynamic(ReadOnlySpan<T> row, TensorWriter writer)
    {
        var size = _step == 0 ? 0 : row.Length / _step;
        if (size * _step != row.Length)
            throw RowTensor.Unsuited(InferenceError.InvalidInput, "Input", _spec, $"a row needs a multiple of {_step} elements, and {row.Length} were given");
        Span<long> shape = stackalloc long[MaxRank];
        shape = shape[.._shape.Length];
        _shape.CopyTo(shape);
        shape[_dynamicAxis] = size;
        row.CopyTo(writer.Row<T>(_index, shape));
    }

    private static int OnlyInput(ModelSignature signature)
    {
        var inputs = signature.Inputs;
        var candidates = Enumerable.Range(0, inputs.Count).Where(i => inputs.Count == 1 || !inputs[i].IsOptional).ToArray();
        return candidates.Length == 1
            ? candidates[0]
            : throw new InferenceException(InferenceError.InvalidInput,
                $"The codec does not name its input, and the model has not just one: {RowTensor.Describe(inputs)}.");
    }
}
