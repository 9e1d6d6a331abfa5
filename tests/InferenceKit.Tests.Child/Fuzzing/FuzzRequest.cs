namespace InferenceKit.Tests.Child.Fuzzing;

/// <summary>One request that a caller sends.</summary>
internal sealed record FuzzRequest
{
    public RequestForm Form { get; init; }

    /// <summary>The inputs on values, the row, or the rows; all by number.</summary>
    public required int[] Samples { get; init; }

    public TimeSpan? Timeout { get; init; }

    /// <summary>When it is cancelled; null for never.</summary>
    public TimeSpan? CancelAfter { get; init; }

    public bool Blocks { get; init; }

    public int Priority { get; init; }

    public static FuzzRequest Make(FuzzRandom random, FuzzScenario scenario)
    {
        var plan = scenario.Plan;
        var form = scenario.Rows.Length == 0 ? RequestForm.Values : random.Pick(RequestForm.Values, RequestForm.Values, RequestForm.Typed, RequestForm.Typed, RequestForm.Typed, RequestForm.Many);
        var count = form == RequestForm.Values ? scenario.Requests.Length : scenario.Rows.Length;
        var rows = form != RequestForm.Many ? 1 : plan.IsLarge ? random.Between(1, 6) : random.Pick(1, 2, 3, 10, 33, 130);
        return new()
        {
            Form = form,
            Samples = [.. Enumerable.Range(0, rows).Select(_ => random.Below(count))],
            Timeout = random.Chance(plan.ShortDeadlines) ? TimeSpan.FromMilliseconds(random.Pick(0.3, 1, 3, 20)) : null,
            CancelAfter = random.Chance(plan.Cancellations) ? TimeSpan.FromMilliseconds(random.Pick(0, 1, 2, 10)) : null,
            Blocks = random.Chance(plan.Blocking),
            Priority = random.Pick(0, 0, 0, 1, -1, 5),
        };
    }
}
