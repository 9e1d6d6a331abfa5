using Microsoft.ML.OnnxRuntime.Tensors;

namespace InferenceKit.Benchmarks.Baselines;

/// <summary>An output of a session: its shape for one row, without the axis of rows.</summary>
internal sealed record RawOutput(string Name, TensorElementType Type, long[] RowShape)
{
    public int RowLength => (int)RowShape.Aggregate(1L, (length, dimension) => length * dimension);
}
