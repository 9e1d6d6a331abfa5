using Microsoft.ML.OnnxRuntime;

namespace InferenceKit.Testing.Tests;

/// <summary>A session on a model that a test has just built.</summary>
internal sealed class OnnxRun : IDisposable
{
    private readonly SessionOptions _options = new() { IntraOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };

    public OnnxRun(byte[] model) => Session = new InferenceSession(model, _options);

    public InferenceSession Session { get; }

    /// <summary>Runs a model from float "x" to float "y".</summary>
    public static float[] Floats(byte[] model, float[] x, params long[] shape)
    {
        using var run = new OnnxRun(model);
        return run.Floats(x, shape);
    }

    public float[] Floats(float[] x, params long[] shape)
    {
        using var input = OrtValue.CreateTensorValueFromMemory(x, shape);
        using var outputs = Run(("x", input));
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }

    public string[] Texts(string[] x, params long[] shape)
    {
        using var input = OrtValue.CreateFromStringTensor(new Microsoft.ML.OnnxRuntime.Tensors.DenseTensor<string>(x, [.. shape.Select(d => (int)d)]));
        using var outputs = Run(("x", input));
        return outputs[0].GetStringTensorAsArray();
    }

    public IDisposableReadOnlyCollection<OrtValue> Run(params (string Name, OrtValue Value)[] inputs)
    {
        using var options = new RunOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        return Run(options, inputs);
    }

    public IDisposableReadOnlyCollection<OrtValue> Run(RunOptions options, params (string Name, OrtValue Value)[] inputs) =>
        Session.Run(options, [.. inputs.Select(i => i.Name)], [.. inputs.Select(i => i.Value)], Session.OutputNames);

    public void Dispose()
    {
        Session.Dispose();
        _options.Dispose();
    }
}
