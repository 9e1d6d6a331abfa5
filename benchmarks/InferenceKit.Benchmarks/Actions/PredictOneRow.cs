using BenchmarkDotNet.Attributes;
using InferenceKit.Benchmarks.Baselines;
using InferenceKit.Benchmarks.Load;
using InferenceKit.Benchmarks.Models;
using InferenceKit.Benchmarks.Subjects;

namespace InferenceKit.Benchmarks.Actions;

/// <summary>One row, one caller: the typed predictor beside the ways to call ONNX Runtime by hand.</summary>
[MemoryDiagnoser]
public class PredictOneRow
{
    private const int Calls = BothSides.DistinctRows;
    private BothSides _sides = null!;
    private NamedValueLoop _named = null!;
    private FreshValueLoop _fresh = null!;
    private ICallLoop _bound = null!;
    private ICallLoop _typed = null!;

    [Params(nameof(ModelRole.Mlp), nameof(ModelRole.BoostedTrees), nameof(ModelRole.Mnist))]
    public string Model { get; set; } = "";

    [GlobalSetup]
    public async Task SetUp()
    {
        using var models = new ModelShelf();
        _sides = await BothSides.StartAsync(Kits.Default, models.Build(Enum.Parse<ModelRole>(Model), seed: 1));
        _bound = new BoundLoop(_sides.Raw, _sides.Rows);
        _named = new(_sides.Raw, _sides.Rows);
        _fresh = new(_sides.Raw, _sides.Rows);
        _typed = _sides.Host.PredictOne(BothSides.Name, _sides.Rows);
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Calls)]
    public double ReusedBinding() => _bound.Run(Calls);

    [Benchmark(OperationsPerInvoke = Calls)]
    public double NamedValues() => _named.Run(Calls);

    [Benchmark(OperationsPerInvoke = Calls)]
    public double FreshValues() => _fresh.Run(Calls);

    [Benchmark(OperationsPerInvoke = Calls)]
    public double TypedPredictor() => _typed.Run(Calls);

    [GlobalCleanup]
    public async Task CleanUp() => await _sides.DisposeAsync();
}
