namespace InferenceKit.Benchmarks.Scenarios;

/// <summary>Counts how requests for the sum of a row ended, and holds each against the row.</summary>
internal sealed class FaultTally
{
    private readonly long[] _reasons = new long[Enum.GetValues<FallbackReason>().Length];
    private long _wrong;
    private long _failed;

    public long Outcomes => _reasons.Sum() + _failed;

    public long Wrong => _wrong;

    public long Failed => _failed;

    public long ByModel => By(FallbackReason.None);

    public long By(FallbackReason reason) => Interlocked.Read(ref _reasons[(int)reason]);

    public void Note(float[] row, PredictionResult<float> result)
    {
        if (!result.TryGet(out var answer))
        {
            Interlocked.Increment(ref _failed);
            return;
        }

        Interlocked.Increment(ref _reasons[(int)answer.Info.Reason]);
        var isRight = answer.Info.FallbackStep switch
        {
            0 => answer.Info.Reason == FallbackReason.None && Math.Abs(answer.Value - row.Sum()) < 0.01,
            10 => answer.Info.Reason is FallbackReason.Exception or FallbackReason.Timeout or FallbackReason.InvalidOutput or FallbackReason.QueueFull && answer.Value == -row[0],
            _ => false,
        };
        if (!isRight)
            Interlocked.Increment(ref _wrong);
    }
}
