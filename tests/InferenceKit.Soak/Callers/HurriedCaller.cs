using InferenceKit.Soak.Models;

namespace InferenceKit.Soak.Callers;

/// <summary>Has hardly any time, and now and then asks a model that never ends.</summary>
internal sealed class HurriedCaller(CallerServices services, int seed) : ICaller
{
    private const string Name = "hurried";
    private const string OfEndless = "endless";
    private readonly Random _random = new(seed);
    private readonly TypedSender _sender = new(Name, services);
    private readonly TypedSender _endless = new(OfEndless, services);

    public async Task RunAsync(CancellationToken stop)
    {
        SoakModel[] models = [services.Models.Network, services.Models.Trees, services.Models.Slow];
        while (!stop.IsCancellationRequested)
        {
            var model = models[_random.Next(models.Length)];
            var options = new InferenceRequestOptions { Timeout = TimeSpan.FromMicroseconds(_random.Next(100, 8000)) };
            await _sender.AskAsync(model, _random.Next(model.Rows.Length), options, CancellationToken.None);
            if (_random.Next(200) == 0)
            {
                var endless = services.Models.Endless;
                options = new() { Timeout = TimeSpan.FromMilliseconds(_random.Next(10, 50)) };
                await _endless.AskAsync(endless, _random.Next(endless.Rows.Length), options, CancellationToken.None);
            }

            await Task.Delay(_random.Next(1, 10), CancellationToken.None);
        }
    }
}
