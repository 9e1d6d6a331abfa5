namespace InferenceKit.Tests.Child.Fuzzing.Calls;

/// <summary>One request that a caller sends.</summary>
internal sealed record FuzzRequest
{
    public RequestForm Form { get; init; }

    /// <summary>The inputs on values, the row, or the rows; all by number.</summary>
    public required int[] Samples { get; init; }

    public TimeSpan? Timeout { get; init; }

    public TokenChoice Token { get; init; }

    public bool Blocks { get; init; }

    public int Priority { get; init; }

    public static FuzzRequest Make(FuzzRandom random, FuzzScenario scenario, FuzzPlan plan)
    {
        var form = scenario.Rows.Length == 0 ? RequestForm.Values : random.Pick(RequestForm.Values, RequestForm.Values, RequestForm.Typed, RequestForm.Typed, RequestForm.Typed, RequestForm.Many);
        var count = form == RequestForm.Values ? scenario.Requests.Length : scenario.Rows.Length;
        var rows = form != RequestForm.Many ? 1 : plan.IsLarge ? random.Between(1, 6) : random.Pick(1, 2, 3, 10, 33, 130);
        return new()
        {
            Form = form,
            Samples = [.. Enumerable.Range(0, rows).Select(_ => random.Below(count))],
            Timeout = MakeTimeout(random, plan),
            Token = TokenChoice.Make(random, plan),
            Blocks = random.Chance(plan.Blocking),
            Priority = random.Pick(0, 0, 0, 1, -1, 5),
        };
    }

    private static TimeSpan? MakeTimeout(FuzzRandom random, FuzzPlan plan)
    {
        if (random.Chance(plan.ShortDeadlines)) return TimeSpan.FromMilliseconds(random.Pick(0.3, 1, 3, 20));
        // Far enough to run on the caller's own thread.
        if (random.Chance(plan.LongDeadlines)) return TimeSpan.FromMilliseconds(random.Pick(200, 1_000, 5_000));
        return null;
    }
}
