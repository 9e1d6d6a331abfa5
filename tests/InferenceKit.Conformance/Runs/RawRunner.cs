using InferenceKit.Conformance.Cases;
using InferenceKit.Conformance.Values;
using Microsoft.ML.OnnxRuntime;

namespace InferenceKit.Conformance.Runs;

/// <summary>Runs a case on ONNX Runtime itself: what it passes is what the library must pass.</summary>
internal static class RawRunner
{
    private const OrtLoggingLevel OnlyFatal = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL;

    public static IReadOnlyList<CaseRun> Run(ModelCase modelCase, IReadOnlyList<DataSet> sets)
    {
        try
        {
            using var options = new SessionOptions { IntraOpNumThreads = 1, LogSeverityLevel = OnlyFatal };
            using var session = new InferenceSession(modelCase.ModelPath, options);
            return [.. sets.Select(set => Run(session, set))];
        }
        catch (Exception e) when (e is OnnxRuntimeException or NotSupportedException)
        {
            return [.. sets.Select(_ => new CaseRun(null, $"load: {e.Message}"))];
        }
    }

    private static CaseRun Run(InferenceSession session, DataSet set)
    {
        var inputs = new List<OrtValue>();
        try
        {
            // An absent optional cannot be made in C#; leaving its input out is what a user could do.
            var present = set.Inputs.Where(input => input.Value is not CaseAbsent).ToArray();
            inputs.AddRange(present.Select(input => RawValues.ToOrt(input.Value)));
            using var options = new RunOptions { LogSeverityLevel = OnlyFatal };
            using var outputs = session.Run(options, [.. present.Select(input => input.Name)], inputs, session.OutputNames);
            return new([.. session.OutputNames.Zip(outputs, (name, value) => new NamedCaseValue(name, RawValues.FromOrt(value)))], null);
        }
        catch (Exception e) when (e is OnnxRuntimeException or NotSupportedException)
        {
            return new(null, $"run: {e.Message}");
        }
        finally
        {
            foreach (var input in inputs) input.Dispose();
        }
    }
}
