using System.Collections.Immutable;

namespace InferenceKit.Serving.Resilience;

/// <summary>What answers when a model's first attempt fails, in order, and when; validated, immutable, compares contents.</summary>
internal sealed class FallbackPolicy : IEquatable<FallbackPolicy>
{
    private readonly int _triggers;
    // For each step, what it and those after it keep back; then nothing.
    private readonly double[] _kept;

    /// <param name="steps">In ascending order of their keys.</param>
    /// <param name="triggers">What sends a request down the chain.</param>
    public FallbackPolicy(ImmutableArray<FallbackStep> steps, IEnumerable<FallbackReason> triggers)
    {
        Steps = steps;
        foreach (var trigger in triggers) _triggers |= 1 << (int)trigger;
        _kept = new double[steps.Length + 1];
        for (var i = steps.Length - 1; i >= 0; i--) _kept[i] = Math.Min(1, _kept[i + 1] + steps[i].Share);
    }

    public ImmutableArray<FallbackStep> Steps { get; }

    /// <summary>How many steps come before those of the model's own chain.</summary>
    public int Before => Steps is [{ Kind: FallbackKind.Primary }, ..] ? 1 : 0;

    /// <summary>Whether a failure for this reason sends a request down the chain.</summary>
    public bool IsTriggeredBy(FallbackReason reason) => reason != FallbackReason.None && (_triggers & (1 << (int)reason)) != 0;

    /// <summary>Until when the steps before one may take: what it and those after it need is kept back.</summary>
    /// <param name="step">Its index; the number of steps for the last one's end.</param>
    /// <param name="arrival">When the request came.</param>
    /// <param name="deadline">When it must be answered.</param>
    /// <param name="second">In ticks.</param>
    public long LatestStartOf(int step, long arrival, long deadline, long second)
    {
        if (deadline == long.MaxValue || _kept[step] == 0) return deadline;
        var time = deadline - arrival;
        // A caller hears of its deadline a little late: a small part of a few milliseconds would be over by then.
        var least = Math.Min(second / 500, time / 4);
        return deadline - Math.Max((long)(_kept[step] * time), least);
    }

    public bool Equals(FallbackPolicy? other) =>
        other is not null && _triggers == other._triggers && Steps.AsSpan().SequenceEqual(other.Steps.AsSpan());

    public override bool Equals(object? obj) => Equals(obj as FallbackPolicy);

    public override int GetHashCode() => HashCode.Combine(_triggers, Steps.Length);
}
