namespace InferenceKit.Tests.Child.Fuzzing.Calls;

/// <summary>The cancellation token of a request, as the seed says.</summary>
/// <param name="Kind">Where it comes from.</param>
/// <param name="IsCancelled">Whether it is cancelled, if the call takes long enough or the source is kept.</param>
/// <param name="After">How long after the call began.</param>
/// <param name="IsKept">Whether its source outlives the call; otherwise the caller disposes it as soon as the call is over.</param>
internal readonly record struct TokenChoice(TokenKind Kind, bool IsCancelled, TimeSpan After, bool IsKept)
{
    // From "before the run began" to "long after it ended"; a run takes some ten microseconds.
    private static readonly int[] Microseconds = [0, 0, 5, 10, 20, 40, 80, 150, 300, 1_000, 3_000, 10_000];

    public static TokenChoice Make(FuzzRandom random, FuzzPlan plan)
    {
        var isCancelled = random.Chance(plan.Cancellations);
        if (!isCancelled && !random.Chance(plan.Tokens)) return default;
        var kind = isCancelled
            ? random.Pick(TokenKind.Own, TokenKind.Own, TokenKind.Own, TokenKind.CancelledBefore, TokenKind.Timer, TokenKind.Linked, TokenKind.Shared)
            : random.Pick(TokenKind.Own, TokenKind.Own, TokenKind.Linked, TokenKind.Shared);
        return new(kind, isCancelled, TimeSpan.FromMicroseconds(random.PickFrom(Microseconds)), random.Chance(30));
    }
}
