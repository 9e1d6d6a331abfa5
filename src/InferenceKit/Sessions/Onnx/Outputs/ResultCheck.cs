using InferenceKit.Sessions.Rows;
using Microsoft.ML.OnnxRuntime;

namespace InferenceKit.Sessions.Onnx.Outputs;

/// <summary>Compares what a run made with what the signature promised, before it is read.</summary>
internal static unsafe class ResultCheck
{
    /// <summary>
    /// Points an output to what a run made, whatever shape that has. Only the answers of several rows must have one element each; the answer
    /// to one row that has not is its answer whole.
    /// </summary>
    /// <param name="value">What it made.</param>
    /// <param name="output">The output.</param>
    /// <param name="rows">The rows of the run; null where the model has none, or its outputs do not count them.</param>
    /// <param name="maxBytes">The most bytes of one row, or of the whole where there are none.</param>
    /// <returns>What is wrong with it; null when nothing is.</returns>
    public static string? Take(OrtValue? value, OutputRows output, int? rows, long maxBytes)
    {
        var spec = output.Spec;
        if (value is null)
        {
            output.Clear();
            return Missing(spec);
        }
        if (spec.Kind == ValueKind.Sequence && value.OnnxType == OnnxValueType.ONNX_TYPE_SEQUENCE)
        {
            var count = value.GetValueCount();
            if (rows > 1 && count != rows) return $"Output '{spec.Name}' has {count} items for {rows} rows.";
            output.NoteItems(countsRows: count == rows);
            return null;
        }
        if (spec.Kind == ValueKind.Map && value.OnnxType == OnnxValueType.ONNX_TYPE_MAP) return null;
        if (spec.Kind != ValueKind.Tensor || value.OnnxType != OnnxValueType.ONNX_TYPE_TENSOR)
            return spec.IsOptional ? null : $"Output '{spec.Name}' is declared as {spec}, but came as something else.";
        var info = value.GetTensorTypeAndShape();
        var type = SignatureReader.TypeOf(info.ElementDataType);
        if (type != spec.ElementType) return $"Output '{spec.Name}' is declared as {spec}, but came as {type}.";
        var countsRows = rows is { } r && info.Shape.Length > 0 && info.Shape[0] == r;
        if (rows > 1 && !countsRows)
            return $"Output '{spec.Name}' came in shape [{TensorShape.Text(info.Shape)}] for {rows} rows that shared a run; its first dimension does not count them.";
        // All rows have the same shape.
        var bytes = info.ElementCount / Math.Max(rows ?? 1, 1) * ElementTypes.SizeOf(type);
        if (bytes > maxBytes) return OutputBudget.TooLarge(spec.Name, bytes, maxBytes);
        output.Point(type, info.Shape, type == ElementType.String ? null : NativeTensor.DataOf(value, info.ElementCount), countsRows);
        return null;
    }

    /// <summary>What is wrong with an output that came without a value; null where it may.</summary>
    public static string? Missing(ValueSpec spec) =>
        spec.IsOptional ? null : $"Output '{spec.Name}' is declared as {spec}, but came without a value.";
}
