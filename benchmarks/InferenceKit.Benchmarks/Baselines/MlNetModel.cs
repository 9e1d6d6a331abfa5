using InferenceKit.Benchmarks.Models;
using Microsoft.Extensions.ObjectPool;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Onnx;

namespace InferenceKit.Benchmarks.Baselines;

/// <summary>
/// An ONNX model inside ML.NET, with engines from a pool because an engine serves one thread at a time:
/// the core of Microsoft.Extensions.ML's engine pool.
/// </summary>
internal sealed class MlNetModel
{
    private readonly MLContext _context = new();
    private readonly OnnxTransformer _transformer;
    private readonly SchemaDefinition _inputs;
    private readonly SchemaDefinition _outputs;

    public MlNetModel(BenchmarkModel model, RawSession session)
    {
        ScoreColumn = model.ScoreOutput;
        _inputs = SchemaDefinition.Create(typeof(MlNetRow));
        var values = _inputs[nameof(MlNetRow.Values)];
        values.ColumnName = session.InputName;
        values.ColumnType = new VectorDataViewType(NumberDataViewType.Single, session.RowLength);
        _outputs = SchemaDefinition.Create(typeof(MlNetScore));
        _outputs[nameof(MlNetScore.Scores)].ColumnName = ScoreColumn;

        var onnx = new OnnxOptions
        {
            ModelFile = model.Path,
            InputColumns = [session.InputName],
            OutputColumns = [ScoreColumn],
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
        };
        _transformer = _context.Transforms.ApplyOnnxModel(onnx).Fit(Load([]));
        Engines = new DefaultObjectPool<PredictionEngine<MlNetRow, MlNetScore>>(new EnginePolicy(CreateEngine));
    }

    public string ScoreColumn { get; }

    public ObjectPool<PredictionEngine<MlNetRow, MlNetScore>> Engines { get; }

    public static MlNetRow[] Wrap(float[][] rows) => rows.Select(r => new MlNetRow { Values = r }).ToArray();

    public IDataView Transform(IEnumerable<MlNetRow> rows) => _transformer.Transform(Load(rows));

    private IDataView Load(IEnumerable<MlNetRow> rows) => _context.Data.LoadFromEnumerable(rows, _inputs);

    private PredictionEngine<MlNetRow, MlNetScore> CreateEngine() =>
        _context.Model.CreatePredictionEngine<MlNetRow, MlNetScore>(
            _transformer, inputSchemaDefinition: _inputs, outputSchemaDefinition: _outputs);

    private sealed class EnginePolicy(Func<PredictionEngine<MlNetRow, MlNetScore>> create)
        : PooledObjectPolicy<PredictionEngine<MlNetRow, MlNetScore>>
    {
        public override PredictionEngine<MlNetRow, MlNetScore> Create() => create();

        public override bool Return(PredictionEngine<MlNetRow, MlNetScore> obj) => true;
    }
}
