using BenchmarkDotNet.Attributes;
using InferenceKit.Benchmarks.Baselines;
using InferenceKit.Benchmarks.Load;
using InferenceKit.Benchmarks.Models;
using InferenceKit.Benchmarks.Subjects;

namespace InferenceKit.Benchmarks.Actions;

/// <summary>One request on values by the model's name, beside values made for every call of ONNX Runtime.</summary>
[MemoryDiagnoser]
public class InferValues
{
    private const int Calls = BothSides.DistinctRows;
    private BothSides _sides = null!;
    private FreshValueLoop _fresh = null!;
    private ICallLoop _client = null!;

    [GlobalSetup]
    public async Task SetUp()
    {
        using var models = new ModelShelf();
        _sides = await BothSides.StartAsync(Kits.Default, models.Build(ModelRole.Mlp, seed: 1));
        _fresh = new(_sides.Raw, _sides.Rows);
        _client = _sides.Host.InferValues(BothSides.Name, _sides.Rows);
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Calls)]
    public double FreshValues() => _fresh.Run(Calls);

    [Benchmark(OperationsPerInvoke = Calls)]
    public double InferenceClient() => _client.Run(Calls);

    [GlobalCleanup]
    public async Task CleanUp() => await _sides.DisposeAsync();
}
