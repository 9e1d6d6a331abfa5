using InferenceKit.Soak.Hosting;

namespace InferenceKit.Soak.Callers;

/// <summary>Reads metrics and status, as a dashboard does.</summary>
internal sealed class Onlooker(CallerServices services, Monitors monitors) : ICaller
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                monitors.Read();
                foreach (var model in services.Host.Lifecycle.Models)
                    if (model.Name == services.Models.Steady.Name && !model.IsReady)
                        services.Journal.Violate("lost", $"{model.Name} is not ready: {model.Error}");
            }
            catch (Exception exception)
            {
                services.Journal.Threw("onlooker", exception);
            }

            await Task.Delay(Pause, CancellationToken.None);
        }
    }
}
