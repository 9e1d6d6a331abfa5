using BenchmarkDotNet.Attributes;
using InferenceKit.Benchmarks.Baselines;
using InferenceKit.Benchmarks.Load;
using InferenceKit.Benchmarks.Models;
using InferenceKit.Benchmarks.Subjects;

namespace InferenceKit.Benchmarks.Actions;

/// <summary>Many rows in one call: the predictor beside raw runs of the best number of rows.</summary>
[MemoryDiagnoser]
public class PredictManyRows
{
    private BothSides _sides = null!;
    private IManyRows _raw = null!;
    private IManyRows _typed = null!;
    private float[] _scores = [];

    [Params(nameof(ModelRole.Mlp), nameof(ModelRole.Forest))]
    public string Model { get; set; } = "";

    [Params(200, 10_000)]
    public int Rows { get; set; }

    [GlobalSetup]
    public async Task SetUp()
    {
        using var models = new ModelShelf();
        _sides = await BothSides.StartAsync(Kits.Default, models.Build(Enum.Parse<ModelRole>(Model), seed: 1), Rows);
        _scores = new float[Rows];
        _raw = BestRowsPerRun.Find(_sides.Raw, _sides.Rows);
        _typed = _sides.Host.PredictMany(BothSides.Name);
    }

    [Benchmark(Baseline = true)]
    public void RawRuns() => _raw.Predict(_sides.Rows, _scores);

    [Benchmark]
    public void PredictMany() => _typed.Predict(_sides.Rows, _scores);

    [GlobalCleanup]
    public async Task CleanUp() => await _sides.DisposeAsync();
}
