namespace InferenceKit.Soak.Judging;

/// <summary>Memory that callers give away, and whether each piece came back once.</summary>
internal sealed class OwnedMemory(Journal journal)
{
    private long _given;
    private long _released;

    public long Given => Volatile.Read(ref _given);

    public long Kept => Volatile.Read(ref _given) - Volatile.Read(ref _released);

    public CountedOwner Give(ReadOnlySpan<float> data)
    {
        Interlocked.Increment(ref _given);
        return new(this, data);
    }

    public void Released() => Interlocked.Increment(ref _released);

    public void ReleasedAgain() => journal.Violate("memory released twice", "an owner was disposed again");
}
