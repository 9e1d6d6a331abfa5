using InferenceKit.Sessions.Onnx.Runtime;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.ML.OnnxRuntime;

namespace InferenceKit.Testing.Conformance;

/// <summary>A model on ONNX Runtime itself, without any code of the library: its answers are what the library has to give. Thread-safe.</summary>
internal sealed class RawModel : IDisposable
{
    private readonly SessionOptions _options;
    private readonly InferenceSession _session;

    /// <exception cref="OnnxRuntimeException">The model cannot be loaded.</exception>
    public RawModel(ConformanceModel model)
    {
        // ONNX Runtime has one environment for the process, and the first session creates it. The library must create it here with its own settings:
        // otherwise failed runs write to the console.
        OnnxEnvironment.Ensure(NullLogger.Instance);
        _options = new() { IntraOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        try
        {
            _session = model.Path is { } path ? new InferenceSession(path, _options) : new InferenceSession(model.Bytes.ToArray(), _options);
        }
        catch
        {
            _options.Dispose();
            throw;
        }
    }

    public IReadOnlyList<string> OutputNames => _session.OutputNames;

    /// <summary>One run on exactly these inputs.</summary>
    public RawAnswer Run(IReadOnlyList<NamedValue> inputs)
    {
        var names = new List<string>(inputs.Count);
        var values = new List<OrtValue>(inputs.Count);
        try
        {
            foreach (var (name, value) in inputs)
            {
                // The C# API cannot make an absent value; leaving the input out says the same.
                if (value.Kind == ValueKind.Absent) continue;
                names.Add(name);
                values.Add(RawValues.ToNative(value));
            }
            using var options = new RunOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
            using var outputs = _session.Run(options, names, values, _session.OutputNames);
            return new([.. outputs.Select((output, i) => new NamedValue(_session.OutputNames[i], RawValues.FromNative(output)))], null);
        }
        catch (Exception e) when (e is OnnxRuntimeException or NotSupportedException)
        {
            return new([], e.Message);
        }
        finally
        {
            foreach (var value in values) value.Dispose();
        }
    }

    public void Dispose()
    {
        _session.Dispose();
        _options.Dispose();
    }
}
