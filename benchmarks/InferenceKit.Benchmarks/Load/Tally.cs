namespace InferenceKit.Benchmarks.Load;

/// <summary>Counts outcomes from any thread. What is answered as it should be is the rest: counting it would cost each call.</summary>
internal sealed class Tally
{
    private readonly long[] _counts = new long[Enum.GetValues<CallOutcome>().Length];

    public long NotAnswered => Of(CallOutcome.Wrong) + Of(CallOutcome.Refused) + Of(CallOutcome.Expired) + Of(CallOutcome.Failed);

    public long Of(CallOutcome outcome) => Volatile.Read(ref _counts[(int)outcome]);

    public void Add(CallOutcome outcome)
    {
        if (outcome != CallOutcome.Answered)
            Interlocked.Increment(ref _counts[(int)outcome]);
    }

    public void Clear() => Array.Clear(_counts);
}
