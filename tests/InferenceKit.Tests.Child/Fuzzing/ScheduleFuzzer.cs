namespace InferenceKit.Tests.Child.Fuzzing;

/// <summary>
/// Runs random schedules on fast models: short loads with deadlines, cancellations, priorities, poison, swaps between signatures and callers that
/// block. A seed is a host and some schedules on it. Says what <see cref="Fuzzer"/> says.
/// </summary>
internal static class ScheduleFuzzer
{
    private const int SchedulesOfHost = 25;

    /// <param name="first">The first seed.</param>
    /// <param name="schedules">How many; 0 for those of one seed.</param>
    public static async Task RunAsync(int first, int schedules)
    {
        Watch.Start();
        await Signals.BeginAsync();
        var report = new FuzzReport();
        for (var done = 0; done < Math.Max(1, schedules); done += SchedulesOfHost)
        {
            var seed = first++;
            FuzzReport.Begin(seed);
            await report.RunAsync(MakeScenario(seed), RunAsync);
        }
        report.End();
    }

    private static async Task RunAsync(ScenarioRun run, FuzzScenario scenario)
    {
        var random = new FuzzRandom(scenario.Seed ^ 0x2545f491);
        for (var i = 0; i < SchedulesOfHost && run.Problems.Count == 0; i++) await run.RunAsync(MakeLoad(random, scenario.Plan), random.Fork());
    }

    private static FuzzScenario MakeScenario(int seed)
    {
        var random = new FuzzRandom(seed);
        FuzzModel[] versions = [.. Enumerable.Range(0, random.Between(2, 5)).Select(_ => random.PickFrom(ScheduleModels.All))];
        var plan = new FuzzPlan
        {
            Mode = random.Pick(BatchingMode.Auto, BatchingMode.Fixed, BatchingMode.Off),
            MaxBatchSize = random.Pick<int?>(null, 2, 5, 32),
            MaxRowsPerRun = random.Pick<int?>(null, null, 3, 50),
            MaxQueueDelay = random.Pick<TimeSpan?>(null, TimeSpan.Zero, TimeSpan.FromMilliseconds(2)),
            MaxQueuedRows = random.Chance(20) ? random.Pick(1, 8, 60) : null,
            MaxConcurrency = random.Pick(1, 1, 2, 3),
            Timeout = random.Chance(30) ? TimeSpan.FromSeconds(20) : null,
            Callers = 64,
            HasShadow = random.Chance(20),
            HasVariant = random.Chance(20),
        };
        return new()
        {
            Seed = seed,
            Versions = versions,
            Plan = plan,
            Requests = [.. Enumerable.Range(0, 30).Select(_ => InputGenerator.Make(random, random.PickFrom(versions), random.Pick<int?>(1, 1, 2, 3, 6, 40, null), null))],
            Rows = [.. Enumerable.Range(0, 30).Select(_ => InputGenerator.Make(random, random.PickFrom(versions), 1, null))],
        };
    }

    private static FuzzPlan MakeLoad(FuzzRandom random, FuzzPlan plan) => plan with
    {
        Callers = random.Pick(1, 2, 3, 5, 8, 20, 40, 64),
        RequestsOfCaller = random.Between(1, 8),
        Swaps = random.Chance(50) ? random.Between(1, 3) : 0,
        ShortDeadlines = random.Pick(0, 0, 10, 60),
        Cancellations = random.Pick(0, 0, 10, 60),
        Blocking = random.Pick(0, 0, 30, 100),
    };
}
