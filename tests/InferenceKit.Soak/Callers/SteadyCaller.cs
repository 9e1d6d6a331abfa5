using System.Diagnostics;
using InferenceKit.Soak.Hosting;
using InferenceKit.Soak.Judging;
using InferenceKit.Soak.Measuring;

namespace InferenceKit.Soak.Callers;

/// <summary>The control: a calm stream to a model that nothing is done to. None of its requests may fail.</summary>
internal sealed class SteadyCaller(CallerServices services, LatencyWindow latencies, int seed) : ICaller
{
    private const string Name = "control";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(3);
    private readonly Random _random = new(seed);
    private readonly PendingRequest _pending = services.Watch.Create(Name);

    public async Task RunAsync(CancellationToken stop)
    {
        var model = services.Models.Steady;
        var predictor = services.Host.PredictorOf(model);
        while (!stop.IsCancellationRequested)
        {
            var row = _random.Next(model.Rows.Length);
            _pending.Begin(SoakSettings.Timeout);
            var start = Stopwatch.GetTimestamp();
            var result = await predictor.TryPredictAsync(model.Rows[row], cancellationToken: CancellationToken.None);
            latencies.Add(Stopwatch.GetElapsedTime(start));
            _pending.End();
            if (result.TryGet(out var prediction))
                services.Journal.Answered(Name, model, row, prediction.Value, prediction.Info);
            else
                services.Journal.Violate("lost", $"{Name}: {result.Failure}");
            await Task.Delay(Pause, CancellationToken.None);
        }
    }
}
