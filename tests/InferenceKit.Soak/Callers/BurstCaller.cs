namespace InferenceKit.Soak.Callers;

/// <summary>Sends many requests at once, whatever becomes of those before, and is quiet for a while.</summary>
internal sealed class BurstCaller(CallerServices services, int seed) : ICaller
{
    private const string Name = "burst";
    private const int Most = 300;
    private readonly Random _random = new(seed);
    private readonly TypedSender[] _senders = [.. Enumerable.Range(0, Most).Select(_ => new TypedSender(Name, services))];

    public async Task RunAsync(CancellationToken stop)
    {
        var asked = new List<Task>(Most);
        while (!stop.IsCancellationRequested)
        {
            var model = _random.Next(5) switch
            {
                0 => services.Models.Slow,
                1 or 2 => services.Models.Trees,
                _ => services.Models.Network,
            };
            var options = new InferenceRequestOptions { Timeout = TimeSpan.FromMilliseconds(_random.Next(20, 1000)), Priority = _random.Next(3) };
            var count = _random.Next(20, Most);
            for (var i = 0; i < count; i++)
            {
                var (sender, row) = (_senders[i], _random.Next(model.Rows.Length));

                // From the pool, so that those that run inline do not come one after the other.
                asked.Add(Task.Run(() => sender.AskAsync(model, row, options), CancellationToken.None));
            }

            await Task.WhenAll(asked);
            asked.Clear();
            await Task.Delay(_random.Next(100, 1000), CancellationToken.None);
        }
    }
}
