namespace InferenceKit.Tests.Child.Fuzzing;

/// <summary>
/// Runs random schedules on fast models: short loads with deadlines, cancellation tokens, priorities, poison, swaps between signatures and callers that
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
        var isInline = random.Chance(40);
        var plan = new FuzzPlan
        {
            Mode = isInline ? random.Pick(BatchingMode.Auto, BatchingMode.Off) : random.Pick(BatchingMode.Auto, BatchingMode.Fixed, BatchingMode.Off),
            MaxBatchSize = random.Pick<int?>(null, 2, 5, 32),
            MaxRowsPerRun = random.Pick<int?>(null, null, 3, 50),
            MaxQueueDelay = random.Pick<TimeSpan?>(null, TimeSpan.Zero, TimeSpan.FromMilliseconds(2)),
            MaxQueuedRows = random.Chance(20) ? random.Pick(1, 8, 60) : null,
            MaxConcurrency = random.Pick(1, 1, 2, 3),
            Timeout = random.Pick<TimeSpan?>(null, null, TimeSpan.FromSeconds(20), Timeout.InfiniteTimeSpan),
            Callers = 64,
            HasShadow = random.Chance(20),
            HasVariant = random.Chance(20),
            IsInline = isInline,
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

    private static FuzzPlan MakeLoad(FuzzRandom random, FuzzPlan plan) => plan.IsInline ? MakeInlineLoad(random, plan) : plan with
    {
        Callers = random.Pick(1, 2, 3, 5, 8, 20, 40, 64),
        RequestsOfCaller = random.Between(1, 8),
        Swaps = random.Chance(50) ? random.Between(1, 3) : 0,
        ShortDeadlines = random.Pick(0, 0, 10, 60),
        Cancellations = random.Pick(0, 0, 10, 60),
        Blocking = random.Pick(0, 0, 30, 100),
        LongDeadlines = random.Pick(0, 0, 30),
        Tokens = random.Pick(0, 30, 100),
        HasNeighbour = random.Chance(20),
    };

    /// <summary>
    /// Few callers in closed loops: with free slots and an empty queue, requests run on their callers' own threads. One after the other they write
    /// to the same slots, while the scanner reads those. A run that misses its deadline ends that for its version, so short deadlines are rare, and
    /// those of the model beside call the scanner.
    /// </summary>
    private static FuzzPlan MakeInlineLoad(FuzzRandom random, FuzzPlan plan) => plan with
    {
        Callers = random.Pick(1, 1, 2, 2, 3),
        RequestsOfCaller = random.Between(100, 600),
        Swaps = random.Chance(30) ? random.Between(1, 3) : 0,
        ShortDeadlines = random.Chance(4) ? 2 : 0,
        Cancellations = random.Pick(0, 0, 3, 20),
        Blocking = random.Pick(0, 0, 30, 100),
        LongDeadlines = random.Pick(0, 30, 100),
        Tokens = random.Pick(50, 100, 100),
        HasNeighbour = random.Chance(90),
    };
}
