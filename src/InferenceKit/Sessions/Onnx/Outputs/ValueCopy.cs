using InferenceKit.Sessions.Rows;
using Microsoft.ML.OnnxRuntime;

namespace InferenceKit.Sessions.Onnx.Outputs;

/// <summary>Copies what a run made into values of our own: reading native memory after its disposal kills the process.</summary>
internal static unsafe class ValueCopy
{
    /// <summary>Copies a value; tensors go to pooled memory where <paramref name="pooled"/>.</summary>
    public static InferenceValue Of(OrtValue value, bool pooled, ref OutputBudget budget) => value.OnnxType switch
    {
        OnnxValueType.ONNX_TYPE_TENSOR => Tensor(value, pooled, ref budget),
        OnnxValueType.ONNX_TYPE_SEQUENCE => Sequence(value, pooled, ref budget),
        OnnxValueType.ONNX_TYPE_MAP => Map(value, pooled, ref budget),
        OnnxValueType.ONNX_TYPE_UNKNOWN => InferenceValue.Absent,
        var other => throw new InferenceException(InferenceError.InvalidOutput, $"An output of the kind {other} cannot be read."),
    };

    /// <summary>Copies one row of an output that the runtime made.</summary>
    public static InferenceValue OfRow(OrtValue value, OutputRows rows, bool hasRows, int row, ref OutputBudget budget)
    {
        if (value.OnnxType == OnnxValueType.ONNX_TYPE_SEQUENCE && hasRows)
        {
            using var item = value.GetValue(row, OrtAllocator.DefaultInstance);
            return Of(item, pooled: false, ref budget);
        }
        if (value.OnnxType != OnnxValueType.ONNX_TYPE_TENSOR) return Of(value, pooled: false, ref budget);
        var type = rows.Spec.ElementType;
        if (type == ElementType.String) return Strings(value, rows.RowShape.ToArray(), row * rows.RowElements, rows.RowElements, ref budget);
        var bytes = rows.RowElements * ElementTypes.SizeOf(type);
        return TensorValue.CopyBytes(type, new(rows.Data + (nint)row * bytes, bytes), rows.RowShape);
    }

    private static TensorValue Tensor(OrtValue value, bool pooled, ref OutputBudget budget)
    {
        var info = value.GetTensorTypeAndShape();
        var type = SignatureReader.TypeOf(info.ElementDataType);
        budget.Take(type == ElementType.String ? info.ElementCount * OutputBudget.ItemOverhead : info.ElementCount * ElementTypes.SizeOf(type));
        var length = checked((int)info.ElementCount);
        if (type == ElementType.String) return Strings(value, info.Shape, 0, length, ref budget);
        var bytes = checked(length * ElementTypes.SizeOf(type));
        if (bytes == 0 && length > 0) throw new InferenceException(InferenceError.InvalidOutput, $"An output's element type {info.ElementDataType} cannot be read.");
        var source = new ReadOnlySpan<byte>(NativeTensor.DataOf(value, length), bytes);
        if (!pooled) return TensorValue.CopyBytes(type, source, info.Shape);
        var buffer = TensorBuffer.Rent(bytes, out var target);
        source.CopyTo(target);
        return new(type, info.Shape, length, buffer);
    }

    private static TensorValue Strings(OrtValue value, long[] shape, int first, int count, ref OutputBudget budget)
    {
        var strings = new byte[count][];
        for (var i = 0; i < count; i++)
        {
            var text = value.GetStringElementAsSpan(first + i);
            budget.Take(text.Length);
            strings[i] = text.ToArray();
        }
        return new(ElementType.String, shape, count, TensorBuffer.OfStrings(strings));
    }

    private static SequenceValue Sequence(OrtValue value, bool pooled, ref OutputBudget budget)
    {
        var count = value.GetValueCount();
        budget.Take(count * OutputBudget.ItemOverhead);
        var items = new InferenceValue[count];
        for (var i = 0; i < items.Length; i++)
        {
            using var item = value.GetValue(i, OrtAllocator.DefaultInstance);
            items[i] = Of(item, pooled, ref budget);
        }
        return new(items) { ElementType = items.Length == 0 ? ItemTypeOf(value) : ElementType.Float32 };
    }

    /// <summary>The type of an empty sequence, whose items cannot show it.</summary>
    private static ElementType ItemTypeOf(OrtValue sequence)
    {
        var item = sequence.GetTypeInfo().SequenceTypeInfo.ElementType;
        return item.OnnxType == OnnxValueType.ONNX_TYPE_TENSOR ? SignatureReader.TypeOf(item.TensorTypeAndShapeInfo.ElementDataType) : ElementType.Float32;
    }

    private static MapValue Map(OrtValue value, bool pooled, ref OutputBudget budget)
    {
        using var keys = value.GetValue(0, OrtAllocator.DefaultInstance);
        using var values = value.GetValue(1, OrtAllocator.DefaultInstance);
        return new(Tensor(keys, pooled, ref budget), Tensor(values, pooled, ref budget));
    }
}
