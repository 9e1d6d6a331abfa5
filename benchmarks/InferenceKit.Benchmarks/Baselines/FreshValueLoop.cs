using InferenceKit.Benchmarks.Load;
using Microsoft.ML.OnnxRuntime;

namespace InferenceKit.Benchmarks.Baselines;

/// <summary>The newer API as its documentation shows it: an input value made for every call, outputs made by the runtime.</summary>
internal sealed class FreshValueLoop(RawSession session, float[][] rows) : ICallLoop
{
    private readonly long[] _shape = [1, .. session.RowShape];
    private readonly string[] _inputNames = [session.InputName];
    private readonly string[] _outputNames = [.. session.Outputs.Select(o => o.Name)];
    private int _next;

    public double Run(int calls)
    {
        var sum = 0.0;
        using var run = new RunOptions();
        for (var i = 0; i < calls; i++)
        {
            using var input = OrtValue.CreateTensorValueFromMemory(rows[_next], _shape);
            using var outputs = session.Session.Run(run, _inputNames, [input], _outputNames);
            sum += outputs[session.ScoreIndex].GetTensorDataAsSpan<float>()[0];
            _next = _next + 1 == rows.Length ? 0 : _next + 1;
        }

        return sum;
    }
}
