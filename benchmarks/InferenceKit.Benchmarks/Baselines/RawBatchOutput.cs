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
        var inputs = session.Inputs.Select(i =>
        {
            var memory = GC.AllocateArray<byte>(Math.Max(1, i.Bytes), pinned: true);
            var address = System.Runtime.InteropServices.Marshal.UnsafeAddrOfPinnedArrayElement(memory, 0);
            return OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, UserSession.TypeOf(i), i.Shape, address, i.Bytes);
        }).ToArray();
        var names = session.Session.OutputNames;
        using var made = session.Session.Run(run, session.Inputs.Select(i => i.Name).ToArray(), inputs, names);
        var outputs = names.Zip(made, (name, value) => Of(name, value, mostRows)).ToArray();
        foreach (var input in inputs)
            input.Dispose();
        return outputs;
    }

    private static RawBatchOutput Of(string name, OrtValue value, int mostRows)
    {
        if (!value.IsTensor || value.GetTensorTypeAndShape() is not { IsString: false } tensor)
            return new(name, TensorElementType.String, [], 0, []);
        var bytes = (int)value.GetTensorSizeInBytes();
        return new(name, tensor.ElementDataType, tensor.Shape, bytes, GC.AllocateArray<byte>(Math.Max(1, bytes * mostRows), pinned: true));
    }
}
