using InferenceKit.Benchmarks.Load;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceKit.Benchmarks.Subjects.Library;

/// <summary>A provider with one model of somebody's own in it, started.</summary>
internal sealed class UserModelHost<TRow>(ServiceProvider provider, string model) : IUserModelHost<TRow>
{
    private readonly MetricsReader _metrics = new();

    public ICallLoop PredictOne(TRow[] rows) =>
        new PredictLoop<TRow>(provider.GetRequiredService<IPredictorProvider>().GetPredictor<TRow, float>(model), rows);

    public ValueTask DisposeAsync()
    {
        _metrics.Dispose();
        return provider.DisposeAsync();
    }
}
