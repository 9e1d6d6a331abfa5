using InferenceKit.Benchmarks.UserModels;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace InferenceKit.Benchmarks.Baselines;

/// <summary>One output of a batch. Its memory is empty where it cannot be given beforehand: text, sequences, maps.</summary>
internal sealed record RawBatchOutput(string Name, TensorElementType Type, long[] RowShape, int RowBytes, byte[] Memory)
{
    public ReadOnlySpan<byte> Row(int at) => Memory.AsSpan(at * RowBytes, RowBytes);

    /// <summary>Shapes of outputs are known only after a run, so one row is run first, of zeros.</summary>
    public static RawBatchOutput[] Learn(UserSession session, int mostRows)
    {
        using var run = new RunOptions();
        using var tensors = new PinnedTensors();
        var inputs = session.Inputs.Select(i => tensors.Add(PinnedTensors.Allocate(i.Bytes), UserSession.TypeOf(i), i.Shape, i.Bytes)).ToArray();
        var names = session.Session.OutputNames;
        using var made = session.Session.Run(run, session.Inputs.Select(i => i.Name).ToArray(), inputs, names);
        return names.Zip(made, (name, value) => Of(name, value, mostRows)).ToArray();
    }

    private static RawBatchOutput Of(string name, OrtValue value, int mostRows)
    {
        if (!value.IsTensor || value.GetTensorTypeAndShape() is not { IsString: false } tensor)
            return new(name, TensorElementType.String, [], 0, []);
        var bytes = (int)value.GetTensorSizeInBytes();
        return new(name, tensor.ElementDataType, tensor.Shape, bytes, PinnedTensors.Allocate((long)bytes * mostRows));
    }
}
