using InferenceKit.Benchmarks.Load;

namespace InferenceKit.Benchmarks.Baselines;

/// <summary>One row a call through a pooled engine, into a result object that is reused.</summary>
internal sealed class MlNetLoop(MlNetModel model, float[][] rows) : ICallLoop
{
    private readonly MlNetRow[] _rows = MlNetModel.Wrap(rows);
    private MlNetScore _score = new();
    private int _next;

    public double Run(int calls)
    {
        var sum = 0.0;
        for (var i = 0; i < calls; i++)
        {
            var engine = model.Engines.Get();
            engine.Predict(_rows[_next], ref _score);
            model.Engines.Return(engine);
            sum += _score.Scores[0];
            _next = _next + 1 == _rows.Length ? 0 : _next + 1;
        }

        return sum;
    }
}
