using InferenceKit.Sessions.Rows;

namespace InferenceKit.Testing.Conformance;

/// <summary>One row in memory that no run of the library uses: takes what a codec writes, and gives it ONNX Runtime's outputs to read.</summary>
internal sealed unsafe class RecordedRow(ModelSignature signature) : RowBatch(signature, 1)
{
    private NamedValue[] _outputs = [];
    private byte[][] _pinned = [];

    /// <summary>What a codec writes of an input, as inputs of a run of this row alone.</summary>
    /// <exception cref="Exception">What the codec throws.</exception>
    public NamedValue[] Encode<TIn, TOut>(BoundCodec<TIn, TOut> codec, TIn input)
    {
        BeginRun();
        codec.Encode(input, BeginRow());
        EndRow();
        return [.. CopyInputs().ToValues().Select(WithRows)];
    }

    /// <summary>What a codec reads of the outputs of that run.</summary>
    /// <exception cref="Exception">What the codec throws.</exception>
    public TOut Decode<TIn, TOut>(BoundCodec<TIn, TOut> codec, NamedValue[] outputs)
    {
        _outputs = outputs;
        _pinned = new byte[outputs.Length][];
        for (var i = 0; i < outputs.Length; i++) Show(i);
        return codec.Decode(Read(0));
    }

    public override ReadOnlySpan<byte> GetString(int output, int row, int index) => Outputs[output].ElementType == ElementType.String
        ? _outputs[output].Value.AsTensor().GetStringUtf8(index)
        : throw new InferenceException(new(InferenceError.InvalidOutput, $"Output '{_outputs[output].Name}' is {Outputs[output].Spec}, but the codec read a string."));

    public override InferenceValue GetValue(int output, int row) => _outputs[output].Value switch
    {
        TensorValue tensor when CountsRows(tensor) => Shaped(tensor, tensor.Shape[1..]),
        SequenceValue { Items: [var only] } when Signature.SharesRuns => only,
        var whole => whole,
    };

    protected override void TerminateRun() { }

    protected override void ResetRun() { }

    private static TensorValue Shaped(TensorValue tensor, ReadOnlySpan<long> shape) => tensor.ElementType == ElementType.String
        ? TensorValue.Copy(Enumerable.Range(0, (int)tensor.Length).Select(tensor.GetString).ToArray(), shape)
        : TensorValue.CopyBytes(tensor.ElementType, tensor.AsBytes(), shape);

    private bool CountsRows(TensorValue tensor) => Signature.SharesRuns && tensor.Shape is [1, ..];

    private NamedValue WithRows(NamedValue input)
    {
        if (!Inputs[Signature.IndexOfInput(input.Name)].HasRows) return input;
        var tensor = input.Value.AsTensor();
        return new(input.Name, Shaped(tensor, [1, .. tensor.Shape]));
    }

    private void Show(int output)
    {
        if (_outputs[output].Value is not TensorValue tensor)
        {
            Outputs[output].Clear();
            return;
        }
        var isText = tensor.ElementType == ElementType.String;
        // A null pointer means an absent value, so an empty tensor needs an address, too.
        var memory = _pinned[output] = GC.AllocateArray<byte>(isText ? 1 : Math.Max(1, tensor.AsBytes().Length), pinned: true);
        if (!isText) tensor.AsBytes().CopyTo(memory);
        fixed (byte* data = memory)
            Outputs[output].Point(tensor.ElementType, tensor.Shape, isText ? null : data, CountsRows(tensor));
    }
}
