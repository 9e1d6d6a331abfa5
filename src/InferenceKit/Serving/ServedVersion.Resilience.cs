using System.Collections.Concurrent;
using InferenceKit.Serving.Resilience;

namespace InferenceKit.Serving;

/// <summary>What keeps a version's failures from callers, and lets it answer for other models.</summary>
internal sealed partial class ServedVersion
{
    private readonly IVersionParts _parts;
    private OutputChecks? _checks;
    private ConcurrentDictionary<CodecRegistration, (object? Codec, string? Problem)>? _guests;

    /// <summary>Keeps requests from it while it is broken.</summary>
    public CircuitBreaker Breaker { get; }

    /// <summary>Replays the samples that it came with, by what runs one: null when all of them are right, else why not. Null where there are none.</summary>
    public Func<Func<IReadOnlyList<NamedValue>, IReadOnlyList<string>, ProbeRun>, string?>? Probe { get; init; }

    /// <summary>What its outputs must hold; null for nothing.</summary>
    public OutputChecks? Checks => Volatile.Read(ref _checks);

    private Tuple<ModelSignature, IReadOnlyList<string>>? _lastComparison;

    /// <summary>What its signature has differently from another model's, whose requests it is to answer; remembered for the last one.</summary>
    public IReadOnlyList<string> DifferencesFrom(ModelSignature other)
    {
        if (Volatile.Read(ref _lastComparison) is { } last && ReferenceEquals(last.Item1, other)) return last.Item2;
        var differences = other.DifferencesFrom(Signature);
        Volatile.Write(ref _lastComparison, Tuple.Create(other, differences));
        return differences;
    }

    /// <summary>Another model's codec bound to it, for requests that fall back to it; null where it does not suit, and why.</summary>
    public object? CodecOf(CodecRegistration guest, out string? problem)
    {
        var guests = _guests ?? Interlocked.CompareExchange(ref _guests, new(), null) ?? _guests;
        var (codec, why) = guests.GetOrAdd(guest, static (g, v) => (v._parts.BindCodec(g, v, out var p), p), this);
        problem = why;
        return codec;
    }
}
