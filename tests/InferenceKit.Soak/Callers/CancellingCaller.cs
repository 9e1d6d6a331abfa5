using InferenceKit.Soak.Models;

namespace InferenceKit.Soak.Callers;

/// <summary>Gives up before, while or after it is answered.</summary>
internal sealed class CancellingCaller(CallerServices services, int seed) : ICaller
{
    private const string Name = "cancelling";
    private readonly Random _random = new(seed);
    private readonly TypedSender _sender = new(Name, services);

    public async Task RunAsync(CancellationToken stop)
    {
        SoakModel[] models = [services.Models.Network, services.Models.Trees, services.Models.Slow, services.Models.Slow];
        while (!stop.IsCancellationRequested)
        {
            using var patience = new CancellationTokenSource();
            var model = models[_random.Next(models.Length)];
            if (_random.Next(10) == 0)
                await patience.CancelAsync();
            else
                patience.CancelAfter(_random.Next(1, 20));
            await _sender.AskAsync(model, _random.Next(model.Rows.Length), options: null, patience.Token);
            await Task.Delay(_random.Next(1, 8), CancellationToken.None);
        }
    }
}
