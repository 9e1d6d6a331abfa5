using System.Collections.Concurrent;

namespace InferenceKit.Serving;

/// <summary>
/// Lets a version answer requests of other models, as a fallback or as their shadow: binds their codecs to it and compares their signatures with its
/// own. Thread-safe.
/// </summary>
internal sealed class CrossModelBinding(ServedVersion version, IVersionParts parts)
{
    private ConcurrentDictionary<CodecRegistration, (object? Codec, string? Problem)>? _codecs;
    private Tuple<ModelSignature, IReadOnlyList<string>>? _lastComparison;

    /// <summary>What the version's signature has differently from another model's.</summary>
    public IReadOnlyList<string> DifferencesFrom(ModelSignature other)
    {
        // Remembered for the last model only, as nearly always there is one. One reference holds signature and result, so that no reader mixes two.
        if (Volatile.Read(ref _lastComparison) is { } last && ReferenceEquals(last.Item1, other)) return last.Item2;
        var differences = other.DifferencesFrom(version.Signature);
        Volatile.Write(ref _lastComparison, Tuple.Create(other, differences));
        return differences;
    }

    /// <summary>Another model's codec bound to the version; null where it does not suit, and why.</summary>
    public object? CodecOf(CodecRegistration codec, out string? problem)
    {
        // Most versions never answer for another model and keep no dictionary. Of two threads that make one, both use the first.
        var codecs = _codecs ?? Interlocked.CompareExchange(ref _codecs, new(), null) ?? _codecs;
        var (bound, why) = codecs.GetOrAdd(codec, static (c, self) => (self.Bind(c, out var p), p), this);
        problem = why;
        return bound;
    }

    private object? Bind(CodecRegistration codec, out string? problem) => parts.BindCodec(codec, version, out problem);
}
