using InferenceKit.Benchmarks.Load;
using Microsoft.ML.Data;

namespace InferenceKit.Benchmarks.Baselines;

/// <summary>Many rows through ML.NET's own way for many rows: a data view, read column by column.</summary>
internal sealed class MlNetTransformRows(MlNetModel model) : IManyRows
{
    private MlNetRow[] _wrapped = [];
    private float[][]? _source;

    public void Predict(float[][] rows, float[] scores)
    {
        if (!ReferenceEquals(_source, rows))
            (_source, _wrapped) = (rows, MlNetModel.Wrap(rows));

        var view = model.Transform(_wrapped);
        var column = view.Schema[model.ScoreColumn];
        using var cursor = view.GetRowCursor([column]);
        var read = cursor.GetGetter<VBuffer<float>>(column);
        var vector = default(VBuffer<float>);
        for (var i = 0; cursor.MoveNext(); i++)
        {
            read(ref vector);
            scores[i] = vector.GetItemOrDefault(0);
        }
    }
}
