using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace InferenceKit.Benchmarks.Baselines;

/// <summary>Input and output tensors for a fixed number of rows, made once and used for every run.</summary>
internal sealed class RawBuffers : IDisposable
{
    private readonly float[] _scores;
    private readonly int _scoreLength;

    public RawBuffers(RawSession session, int rows)
    {
        Rows = rows;
        Input = new float[rows * session.RowLength];
        InputValue = OrtValue.CreateTensorValueFromMemory(Input, [rows, .. session.RowShape]);

        var score = session.Outputs[session.ScoreIndex];
        _scoreLength = score.RowLength;
        _scores = new float[rows * _scoreLength];
        OutputValues = session.Outputs.Select((o, i) => i == session.ScoreIndex
            ? OrtValue.CreateTensorValueFromMemory(_scores, [rows, .. o.RowShape])
            : CreateOther(o, rows)).ToArray();
    }

    public int Rows { get; }

    public float[] Input { get; }

    public OrtValue InputValue { get; }

    public OrtValue[] OutputValues { get; }

    public float Score(int row) => _scores[row * _scoreLength];

    public OrtIoBinding Bind(RawSession session)
    {
        var binding = session.Session.CreateIoBinding();
        binding.BindInput(session.InputName, InputValue);
        for (var i = 0; i < OutputValues.Length; i++)
            binding.BindOutput(session.Outputs[i].Name, OutputValues[i]);
        return binding;
    }

    public void Dispose()
    {
        InputValue.Dispose();
        foreach (var value in OutputValues)
            value.Dispose();
    }

    private static OrtValue CreateOther(RawOutput output, int rows)
    {
        long[] shape = [rows, .. output.RowShape];
        var length = rows * output.RowLength;
        return output.Type switch
        {
            TensorElementType.Float => OrtValue.CreateTensorValueFromMemory(new float[length], shape),
            TensorElementType.Double => OrtValue.CreateTensorValueFromMemory(new double[length], shape),
            TensorElementType.Int64 => OrtValue.CreateTensorValueFromMemory(new long[length], shape),
            TensorElementType.Int32 => OrtValue.CreateTensorValueFromMemory(new int[length], shape),
            _ => throw new NotSupportedException($"Output {output.Name} is of type {output.Type}."),
        };
    }
}
