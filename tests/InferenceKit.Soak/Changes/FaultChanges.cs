using InferenceKit.Soak.Callers;
using InferenceKit.Testing;

namespace InferenceKit.Soak.Changes;

/// <summary>Switches faults on, several at a time, and off again.</summary>
internal sealed class FaultChanges(CallerServices services, int seed) : ICaller
{
    private const int MostAtOnce = 3;

    // A run that ignores its end may hold its caller's thread, and so it may not last.
    private const int MostMilliseconds = 2000;
    private static readonly FaultKind[] Kinds = Enum.GetValues<FaultKind>();
    private static readonly double[] Rates = [0.02, 0.2, 1];
    private readonly Random _random = new(seed);

    public async Task RunAsync(CancellationToken stop)
    {
        var active = new List<Task>();
        while (!stop.IsCancellationRequested)
        {
            active.RemoveAll(task => task.IsCompleted);
            if (active.Count < MostAtOnce)
                active.Add(StrikeAsync(RuleByChance(), _random.Next(100, MostMilliseconds)));
            await Task.Delay(_random.Next(100, 2000), CancellationToken.None);
        }

        await Task.WhenAll(active);
    }

    private async Task StrikeAsync(FaultRule rule, int milliseconds)
    {
        services.Journal.Changes.Add("faults switched on");
        using (services.Host.Faults.Add(rule))
            await Task.Delay(milliseconds, CancellationToken.None);
    }

    private FaultRule RuleByChance()
    {
        var models = services.Models.Faulty;
        var kind = Kinds[_random.Next(Kinds.Length)];

        // Loads and listings are rare: a rule for one model alone would hardly ever meet one.
        var model = kind is FaultKind.LoadFailure or FaultKind.RepositoryOutage ? null : models[_random.Next(models.Count)].Name;
        return new()
        {
            Kind = kind,
            Model = model,
            Rate = Rates[_random.Next(Rates.Length)],
            Delay = kind == FaultKind.Delay ? TimeSpan.FromMilliseconds(_random.Next(1, 50)) : default,
            IgnoresTermination = kind == FaultKind.Hang && _random.Next(4) == 0,
        };
    }
}
