namespace InferenceKit.Tests.Child.Fuzzing;

/// <summary>Makes scenarios of random graphs.</summary>
internal static class ScenarioGenerator
{
    public static FuzzScenario Make(int seed)
    {
        var random = new FuzzRandom(seed);
        var isLarge = random.Chance(6);
        var versions = MakeVersions(random.Fork(), isLarge, isLarge ? 1 : random.Pick(1, 1, 2, 3));
        // Rows of one size share runs.
        int? large = !isLarge ? null : random.Chance(80) ? InputGenerator.LargeSize(random) : 0;
        var plan = MakePlan(random.Fork(), versions, isLarge);
        return new()
        {
            Seed = seed,
            Versions = versions,
            Plan = plan,
            Requests = MakeRequests(random.Fork(), versions, large),
            Rows = MakeRows(random.Fork(), versions, large),
        };
    }

    private static FuzzModel[] MakeVersions(FuzzRandom random, bool isLarge, int count)
    {
        var inputs = ModelGenerator.MakeInputs(random, isLarge);
        var versions = new FuzzModel[count];
        for (var i = 0; i < count; i++)
        {
            // A version may take other shapes and types by the same names.
            if (i > 0 && random.Chance(35)) inputs = ModelGenerator.MakeInputs(random, isLarge);
            versions[i] = ModelGenerator.Make(random, inputs, isLarge);
        }
        return versions;
    }

    private static NamedValue[][] MakeRequests(FuzzRandom random, FuzzModel[] versions, int? large)
    {
        var requests = new NamedValue[large is null ? 24 : 6][];
        for (var i = 0; i < requests.Length; i++) requests[i] = InputGenerator.Make(random, random.Pick(versions), null, large);
        return requests;
    }

    private static NamedValue[][] MakeRows(FuzzRandom random, FuzzModel[] versions, int? large)
    {
        if (versions.Any(version => version.Inputs.Any(input => !input.IsTensor))) return [];
        var rows = new NamedValue[large is null ? 24 : 6][];
        for (var i = 0; i < rows.Length; i++) rows[i] = InputGenerator.Make(random, random.Pick(versions), 1, large);
        return rows;
    }

    private static FuzzPlan MakePlan(FuzzRandom random, FuzzModel[] versions, bool isLarge)
    {
        var mode = random.Pick(BatchingMode.Auto, BatchingMode.Auto, BatchingMode.Fixed, BatchingMode.Fixed, BatchingMode.Off);
        var several = versions.Length > 1;
        return new()
        {
            Mode = mode,
            DeclaredRows = random.Chance(10) ? RowDimension.None : versions.All(v => v.HasOwnRows) && random.Chance(25) ? RowDimension.First : RowDimension.Auto,
            MaxBatchSize = random.Pick<int?>(null, null, 1, 2, 3, 8, 32, 200),
            MaxRowsPerRun = random.Pick<int?>(null, null, null, 1, 2, 7, 100),
            MaxQueueDelay = random.Pick<TimeSpan?>(null, TimeSpan.Zero, TimeSpan.FromMilliseconds(0.2), TimeSpan.FromMilliseconds(5)),
            MaxQueuedRows = random.Chance(10) ? random.Pick(1, 16, 100) : null,
            MaxConcurrency = random.Pick(1, 1, 2, 4),
            UseArena = random.Pick<bool?>(null, null, true, false),
            Timeout = random.Pick<TimeSpan?>(null, null, TimeSpan.FromSeconds(20), Timeout.InfiniteTimeSpan),
            Callers = isLarge ? random.Pick(2, 8, 16, 32) : random.Pick(1, 2, 4, 8, 16, 32, 64),
            RequestsOfCaller = isLarge ? random.Between(2, 6) : random.Between(5, 30),
            Swaps = several && random.Chance(60) ? random.Between(1, 5) : 0,
            HasShadow = several && random.Chance(25),
            HasVariant = several && random.Chance(25),
            ShortDeadlines = random.Chance(20) ? random.Pick(5, 30) : 0,
            Cancellations = random.Chance(20) ? random.Pick(5, 30) : 0,
            Blocking = random.Chance(15) ? 30 : 0,
            LongDeadlines = random.Chance(30) ? random.Pick(10, 100) : 0,
            Tokens = random.Chance(60) ? random.Pick(10, 100) : 0,
            HasNeighbour = random.Chance(20),
            IsLarge = isLarge,
        };
    }
}
