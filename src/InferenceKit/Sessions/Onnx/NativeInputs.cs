using System.Buffers;
using InferenceKit.Sessions.Onnx.Faults;
using InferenceKit.Sessions.Onnx.Outputs;
using Microsoft.ML.OnnxRuntime;

namespace InferenceKit.Sessions.Onnx;

/// <summary>The inputs of one run on values: native values, and the memory they read, held until the run is really over.</summary>
internal sealed unsafe class NativeInputs(ModelSignature signature)
{
    private readonly List<(TensorBuffer Buffer, MemoryHandle Handle)> _held = [];

    public List<string> Names { get; } = [];

    public List<OrtValue> Values { get; } = [];

    /// <summary>The size of the tensors.</summary>
    public long Bytes { get; private set; }

    /// <exception cref="InferenceException">A tensor was used before, or ONNX Runtime has no such value.</exception>
    public void Add(NamedValue input)
    {
        // An optional input that the request leaves out is not given to the run.
        if (input.Value.Kind == ValueKind.Absent) return;
        try
        {
            Values.Add(input.Value is SequenceValue { Items.Count: 0 } empty ? Empty(input.Name, empty) : Create(input.Value));
            Names.Add(input.Name);
        }
        catch (Exception e) when (e is OnnxRuntimeException or ArgumentException or NotSupportedException or InvalidOperationException)
        {
            throw new InferenceException(new InferenceFailure(InferenceError.InvalidInput, $"Input '{input.Name}': {RunErrorText.Reduce(OnnxErrors.TextOf(e))}"));
        }
    }

    public void Release()
    {
        // First the native values, then the memory that they point to.
        foreach (var value in Values) value.Dispose();
        Values.Clear();
        Names.Clear();
        Bytes = 0;
        foreach (var (buffer, handle) in _held)
        {
            var pinned = handle;
            buffer.EndUse(ref pinned);
        }
        _held.Clear();
    }

    private OrtValue Create(InferenceValue value) => value switch
    {
        TensorValue tensor => Tensor(tensor),
        SequenceValue sequence => Sequence(sequence),
        MapValue map => Map(map),
        _ => throw new NotSupportedException($"a value of the kind {value.Kind} cannot stand here."),
    };

    private OrtValue Tensor(TensorValue tensor)
    {
        if (tensor.ElementType == ElementType.String) return Strings(tensor);
        var buffer = tensor.Buffer;
        var handle = buffer.BeginUse();
        // Noted at once, so that Release gives the memory back even when the value cannot be made.
        _held.Add((buffer, handle));
        var bytes = tensor.Length * ElementTypes.SizeOf(tensor.ElementType);
        Bytes += bytes;
        return NativeTensor.Over(tensor.ElementType, tensor.ShapeArray, handle.Pointer, bytes);
    }

    private static OrtValue Strings(TensorValue tensor)
    {
        var value = NativeTensor.OfStrings(tensor.ShapeArray);
        var strings = tensor.Buffer.Strings!;
        for (var i = 0; i < strings.Length; i++) value.StringTensorSetElementAt((ReadOnlySpan<byte>)strings[i], i);
        return value;
    }

    private OrtValue Empty(string name, SequenceValue sequence)
    {
        var spec = signature.TryIndexOfInput(name, out var index) ? signature.Inputs[index] : null;
        if (spec?.ItemKind == ValueKind.Map) throw new NotSupportedException("ONNX Runtime takes no empty sequence of maps.");
        return EmptySequence.Of(spec is { ElementType: not ElementType.Undefined } ? spec.ElementType : sequence.ElementType);
    }

    private OrtValue Sequence(SequenceValue sequence)
    {
        var items = new List<OrtValue>(sequence.Items.Count);
        try
        {
            foreach (var item in sequence.Items) items.Add(Create(item));
            // The call takes over the items and empties the list.
            return OrtValue.CreateSequence(items);
        }
        finally
        {
            foreach (var item in items) item.Dispose();
        }
    }

    private OrtValue Map(MapValue map)
    {
        OrtValue? keys = null, values = null;
        try
        {
            keys = Tensor(map.Keys);
            values = Tensor(map.Values);
            // The call takes over both and sets them to null.
            return OrtValue.CreateMap(ref keys!, ref values!);
        }
        finally
        {
            keys?.Dispose();
            values?.Dispose();
        }
    }
}
