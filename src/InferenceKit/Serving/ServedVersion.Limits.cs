using System.Runtime.CompilerServices;

namespace InferenceKit.Serving;

/// <summary>What configuration allows its runs; it may change while they go on.</summary>
internal sealed partial class ServedVersion
{
    private readonly long _ticksPerSecond;
    private long _maxRunTicks;
    private int _maxZombies;

    /// <summary>The longest that one run may take, in ticks of the time provider; <see cref="long.MaxValue"/> for no limit.</summary>
    public long MaxRunTicks => Volatile.Read(ref _maxRunTicks);

    /// <summary>The same for people.</summary>
    public TimeSpan MaxRunTime { get; private set; }

    /// <summary>When a run must be over that began at a time: at its deadline, or when it has taken as long as a run may.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long EndOfRun(long began, long deadline)
    {
        var most = _maxRunTicks;
        return deadline - began > most ? began + most : deadline;
    }

    /// <summary>Takes what configuration says of its runs; before it comes into the table, and whenever that changes.</summary>
    public void Apply(ServingPolicy policy)
    {
        if (!Equals(_checks?.Rules, policy.Outputs)) Volatile.Write(ref _checks, policy.Outputs is null ? null : _parts.BindChecks(policy.Outputs, this));
        Breaker.Apply(policy.Breaker);
        Volatile.Write(ref _maxZombies, policy.MaxZombieRuns);
        Session.MaxOutputBytes = policy.MaxOutputBytes;
        MaxRunTime = policy.MaxRunTime;
        var ticks = policy.MaxRunTime.TotalSeconds * _ticksPerSecond;
        Volatile.Write(ref _maxRunTicks, policy.MaxRunTime < TimeSpan.Zero || ticks >= long.MaxValue ? long.MaxValue : (long)ticks);
    }
}
