using InferenceKit.Benchmarks.Load;

namespace InferenceKit.Benchmarks.Baselines;

/// <summary>Many rows through one rented engine, one after the other.</summary>
internal sealed class MlNetEngineRows(MlNetModel model) : IManyRows
{
    private MlNetScore _score = new();
    private MlNetRow[] _wrapped = [];
    private float[][]? _source;

    public void Predict(float[][] rows, float[] scores)
    {
        // Wrapping is not ML.NET's fault: a host that uses it has its rows as objects already.
        if (!ReferenceEquals(_source, rows))
            (_source, _wrapped) = (rows, MlNetModel.Wrap(rows));

        var engine = model.Engines.Get();
        for (var i = 0; i < _wrapped.Length; i++)
        {
            engine.Predict(_wrapped[i], ref _score);
            scores[i] = _score.Scores[0];
        }

        model.Engines.Return(engine);
    }
}
