using InferenceKit.Benchmarks.Load;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace InferenceKit.Benchmarks.Baselines;

/// <summary>What most code does today: named values built for every call, results read from the collection that comes back.</summary>
internal sealed class NamedValueLoop(RawSession session, float[][] rows) : ICallLoop
{
    private readonly int[] _shape = [1, .. session.RowShape.Select(d => (int)d)];
    private readonly string _score = session.Outputs[session.ScoreIndex].Name;
    private int _next;

    public double Run(int calls)
    {
        var sum = 0.0;
        for (var i = 0; i < calls; i++)
        {
            var tensor = new DenseTensor<float>(rows[_next], _shape);
            var inputs = new List<NamedOnnxValue> { NamedOnnxValue.CreateFromTensor(session.InputName, tensor) };
            using var results = session.Session.Run(inputs);
            sum += results.First(r => r.Name == _score).AsTensor<float>().GetValue(0);
            _next = _next + 1 == rows.Length ? 0 : _next + 1;
        }

        return sum;
    }
}
