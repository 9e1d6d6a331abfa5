using InferenceKit.Soak.Models;

namespace InferenceKit.Soak.Callers;

/// <summary>Asks, thinks, and asks again: with priorities, deadlines and versions by name.</summary>
internal sealed class ClosedCaller(CallerServices services, int seed) : ICaller
{
    private const string Name = "closed";
    private readonly Random _random = new(seed);
    private readonly TypedSender _sender = new(Name, services);

    public async Task RunAsync(CancellationToken stop)
    {
        SoakModel[] models = [services.Models.Network, services.Models.Network, services.Models.Trees, services.Models.Slow, services.Models.Rules];
        while (!stop.IsCancellationRequested)
        {
            // Several in a row: pauses come in milliseconds.
            var model = models[_random.Next(models.Length)];
            var count = model == services.Models.Slow ? 1 : _random.Next(1, 20);
            for (var i = 0; i < count; i++)
                await _sender.AskAsync(model, _random.Next(model.Rows.Length), Options(), CancellationToken.None);
            await Task.Delay(_random.Next(1, 10), CancellationToken.None);
        }
    }

    private InferenceRequestOptions? Options() => _random.Next(4) switch
    {
        0 => null,
        1 => new() { Priority = _random.Next(4) },
        2 => new() { Timeout = TimeSpan.FromMilliseconds(_random.Next(50, 1000)), Priority = _random.Next(2) },
        _ => _random.Next(10) == 0 ? new() { Version = "1" } : null,
    };
}
