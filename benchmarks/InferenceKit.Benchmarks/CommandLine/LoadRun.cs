using InferenceKit.Benchmarks.Load;
using InferenceKit.Benchmarks.Reporting;

namespace InferenceKit.Benchmarks.CommandLine;

/// <summary>Load on several models at once.</summary>
internal static class LoadRun
{
    private static readonly TimeSpan LongestWarmUp = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RampUp = TimeSpan.FromMilliseconds(50);

    public static async Task<IReadOnlyList<LoadLine>> OpenAsync(
        IReadOnlyList<(string Name, IServedModel Model)> models, ArrivalPattern arrivals, double rate, TimeSpan time)
    {
        await SendAsync(models, arrivals, rate, WarmUp(time));
        var (streams, elapsed) = await SendAsync(models, arrivals, rate, time);
        return [.. models.Zip(streams, (m, s) => LoadLine.Of(
            m.Name, $"open, {arrivals.Text} at {Figure.Of(rate)}/s", elapsed, s.Started, s.Answered, s.Tally, s.Latencies.Take(), null))];
    }

    public static async Task<IReadOnlyList<LoadLine>> ClosedAsync(IReadOnlyList<(string Name, IServedModel Model)> models, int callers, TimeSpan time)
    {
        // How often a caller calls when nothing stalls; a longer call then counts those that it kept from being made as well.
        var probes = models.Select(m => new ClosedTraffic(m.Model.CreateCallers(callers))).ToArray();
        var usual = await Task.WhenAll(probes.Select(p => p.MeasureAsync(RampUp, WarmUp(time))));
        var traffic = models.Zip(usual, (m, u) => new ClosedTraffic(
            m.Model.CreateCallers(callers), expectedInterval: u.Calls == 0 ? 0 : (long)(u.Elapsed.TotalNanoseconds * callers / u.Calls))).ToArray();
        var samples = await Task.WhenAll(traffic.Select(t => t.MeasureAsync(RampUp, time)));
        var cpu = samples[0].CpuTime.TotalMicroseconds / samples.Sum(s => s.Calls);
        return [.. models.Select((m, i) => LoadLine.Of(
            m.Name, $"closed, {callers} callers", samples[i].Elapsed, samples[i].Calls, samples[i].Calls - traffic[i].Tally.NotAnswered, traffic[i].Tally, samples[i].Latencies, cpu))];
    }

    private static TimeSpan WarmUp(TimeSpan time) => time * 0.1 < LongestWarmUp ? time * 0.1 : LongestWarmUp;

    private static async Task<(OpenStream[] Streams, TimeSpan Elapsed)> SendAsync(
        IReadOnlyList<(string Name, IServedModel Model)> models, ArrivalPattern arrivals, double rate, TimeSpan time)
    {
        var streams = models.Select(m => m.Model.CreateStream()).ToArray();
        var began = Ticks.Now;
        await OpenTraffic.RunAsync([.. streams.Select((s, i) => (arrivals.Schedule(rate, time, i + 1), s))]);
        return (streams, TimeSpan.FromSeconds(Ticks.ToSeconds(Ticks.Now - began)));
    }
}
