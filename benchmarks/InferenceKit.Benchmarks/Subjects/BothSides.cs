using InferenceKit.Benchmarks.Baselines;
using InferenceKit.Benchmarks.Models;

namespace InferenceKit.Benchmarks.Subjects;

/// <summary>One model, served by the subject and loaded raw, and the rows that both read.</summary>
internal sealed class BothSides : IAsyncDisposable
{
    /// <summary>The model's name in the host.</summary>
    public const string Name = "model";

    /// <summary>Distinct rows: enough that neither the caches nor the branch predictor know them by heart.</summary>
    public const int DistinctRows = 1024;

    private BothSides(IKitHost host, RawSession raw, BenchmarkModel model, int rows)
    {
        Host = host;
        Raw = raw;
        Rows = model.Distribution.Draw(rows, raw.RowLength);
    }

    public IKitHost Host { get; }

    public RawSession Raw { get; }

    public float[][] Rows { get; }

    public static async Task<BothSides> StartAsync(IKit kit, BenchmarkModel model, int rows = DistinctRows) =>
        new(await kit.StartAsync([new(Name, model)]), new RawSession(model), model, rows);

    public async ValueTask DisposeAsync()
    {
        Raw.Dispose();
        await Host.DisposeAsync();
    }
}
