using System.Diagnostics;
using InferenceKit.Soak.Callers;
using InferenceKit.Soak.Changes;
using InferenceKit.Soak.CommandLine;
using InferenceKit.Soak.Hosting;
using InferenceKit.Soak.Judging;
using InferenceKit.Soak.Measuring;
using InferenceKit.Soak.Models;
using InferenceKit.Testing;

namespace InferenceKit.Soak;

/// <summary>Everything at once, from the start of the host to its end.</summary>
internal static class SoakRun
{
    public static async Task<SoakResult> RunAsync(SoakArguments arguments, Action<string> report)
    {
        var models = new SoakModels(arguments.Seed);
        var journal = new Journal(models);
        var watch = new RequestWatch(journal);
        var memory = new OwnedMemory(journal);
        var latencies = new LatencyWindow();
        using var sampler = new Sampler(latencies, arguments.Duration);
        using var folders = new SoakFolders();
        using var process = new ProcessWatch(journal);
        using var monitors = new Monitors();

        var shelves = models.All.Select(model => new VersionShelf(model, folders)).ToArray();
        foreach (var shelf in shelves)
            await shelf.PublishAsync();
        var host = new SoakHost(models, folders, arguments.Seed);
        await host.StartAsync();
        var services = new CallerServices(host, models, journal, watch, memory);
        var operated = shelves.Where(shelf => models.Operated.Contains(shelf.Model)).ToArray();

        sampler.Start();
        List<ICaller> callers = [.. Callers(services, operated, latencies, arguments.Seed), new Onlooker(services, monitors)];
        await RunForAsync(callers, arguments.Duration, services, report);
        sampler.Stop();

        await Recovery.RunAsync(services);
        var faults = Enum.GetValues<FaultKind>().ToDictionary(kind => kind.ToString(), host.Faults.Injected);
        await StopAsync(host, journal);
        watch.CountForgotten();
        if (memory.Kept != 0)
            journal.Violate("memory kept", $"{memory.Kept} of {memory.Given} owners were not disposed");
        process.Dispose();

        var warmUp = WarmUpOf(arguments.Duration);
        return new()
        {
            Seed = arguments.Seed,
            Duration = arguments.Duration,
            WarmUp = warmUp,
            Requests = watch.Requests,
            MemoryGiven = memory.Given,
            Measurements = monitors.Measurements,
            Outcomes = journal.Outcomes.ToSorted(),
            Fallbacks = journal.Fallbacks.ToSorted(),
            OutcomesByCaller = journal.ByCaller.ToSorted(),
            Faults = faults,
            Changes = journal.Changes.ToSorted(),
            Messages = host.Messages.Kinds.ToSorted(),
            Violations = journal.Violations.ToSorted(),
            Texts = journal.Texts,
            Trends = [.. sampler.All.Select(series => (series, series.Judge(warmUp)))],
        };
    }

    /// <summary>
    /// A fifth, and at least 90 seconds: that long the memory of the native allocator and of compiled code still grows. In runs under
    /// three minutes half, so that something is left.
    /// </summary>
    private static TimeSpan WarmUpOf(TimeSpan duration) =>
        TimeSpan.FromSeconds(Math.Min(Math.Max(90, duration.TotalSeconds / 5), duration.TotalSeconds / 2));

    private static List<ICaller> Callers(CallerServices services, VersionShelf[] operated, LatencyWindow latencies, int seed)
    {
        // Each has its own seed: what one does must not depend on how often another came first.
        var seeds = new Random(seed);
        List<ICaller> callers = [new SteadyCaller(services, latencies, seeds.Next())];
        for (var i = 0; i < 3; i++)
            callers.Add(new ClosedCaller(services, seeds.Next()));
        for (var i = 0; i < 2; i++)
        {
            callers.Add(new CancellingCaller(services, seeds.Next()));
            callers.Add(new HurriedCaller(services, seeds.Next()));
            callers.Add(new ValuesCaller(services, seeds.Next()));
        }

        callers.Add(new BurstCaller(services, seeds.Next()));
        callers.Add(new ManyCaller(services, seeds.Next()));
        callers.Add(new FaultChanges(services, seeds.Next()));
        callers.Add(new ConfigurationChanges(services, seeds.Next()));
        callers.Add(new OperatorChanges(services, operated, seeds.Next()));
        return callers;
    }

    private static async Task RunForAsync(List<ICaller> callers, TimeSpan duration, CallerServices services, Action<string> report)
    {
        using var stop = new CancellationTokenSource();
        var running = Task.WhenAll(callers.Select(caller => Task.Run(() => caller.RunAsync(stop.Token))));
        var start = Stopwatch.GetTimestamp();
        for (var left = duration; left > TimeSpan.Zero && !running.IsCompleted; left = duration - Stopwatch.GetElapsedTime(start))
        {
            var step = TimeSpan.FromSeconds(Math.Min(30, left.TotalSeconds));
            await Task.WhenAny(running, Task.Delay(step));
            report($"{Stopwatch.GetElapsedTime(start):hh\\:mm\\:ss}: {services.Watch.Requests:N0} requests, {services.Journal.Violations.Total} violations");
        }

        await stop.CancelAsync();
        try
        {
            // A change may take a minute, and a request its deadline; a caller that has not ended by then never will.
            await running.WaitAsync(TimeSpan.FromMinutes(2));
        }
        catch (Exception exception)
        {
            services.Journal.Threw("callers", exception);
        }
    }

    private static async Task StopAsync(SoakHost host, Journal journal)
    {
        try
        {
            await host.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(1));
        }
        catch (Exception exception)
        {
            journal.Threw("stop", exception);
        }
    }
}
