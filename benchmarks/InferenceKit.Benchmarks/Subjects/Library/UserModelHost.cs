using InferenceKit.Benchmarks.Load;
using InferenceKit.Benchmarks.UserModels;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceKit.Benchmarks.Subjects.Library;

/// <summary>A provider with one user's model in it, started.</summary>
internal sealed class UserModelHost(ServiceProvider provider) : IUserModelHost
{
    private readonly MetricsReader _metrics = new();

    public ICallLoop PredictOne(UserRow[] rows) =>
        new UserRowLoop(provider.GetRequiredService<IPredictor<UserRow, float>>(), rows);

    public ValueTask DisposeAsync()
    {
        _metrics.Dispose();
        return provider.DisposeAsync();
    }
}
