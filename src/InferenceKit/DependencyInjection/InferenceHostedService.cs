using InferenceKit.ControlPlane.Lifecycle;
using Microsoft.Extensions.Hosting;

namespace InferenceKit.DependencyInjection;

/// <summary>
/// Loads before any service of the host starts, so that the first request already finds its model; stops after all of
/// them have stopped, so that requests they still answer do too.
/// </summary>
internal sealed class InferenceHostedService(ModelLifecycle lifecycle) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => lifecycle.StartAsync(cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => lifecycle.StopAsync(cancellationToken);
}
