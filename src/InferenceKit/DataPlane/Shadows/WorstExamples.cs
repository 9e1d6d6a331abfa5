
namespace InferenceKit.DataPlane.Shadows;

/// <summary>The pairs that lie furthest apart, as copies. Thread-safe. Nothing is kept that was not redacted first.</summary>
/// <param name="capacity">The most that are kept; 0 for none.</param>
/// <param name="redact">Takes out what must not be kept; null, or an exception, drops the example. Called without a lock, on the caller's thread.</param>
internal sealed class WorstExamples(int capacity, Func<ShadowExample, ShadowExample?>? redact = null)
{
    private readonly Lock _lock = new();
    private readonly List<ShadowExample> _worstFirst = [];

    /// <summary>Whether a pair of this distance would be kept: asked before the values are gathered, which costs time.</summary>
    public bool Wants(double distance)
    {
        lock (_lock) return HasPlaceFor(distance);
    }

    /// <summary>Copies a pair, where it is among the worst. Of equal ones the earlier stay.</summary>
    /// <param name="time">When it was compared.</param>
    /// <param name="inputs">The inputs.</param>
    /// <param name="primary">The primary's outputs; null where it failed.</param>
    /// <param name="shadow">The shadow's outputs; null where it failed.</param>
    /// <param name="distance">What the comparison said.</param>
    /// <returns>Whether it is kept.</returns>
    public bool Offer(
        DateTimeOffset time, IReadOnlyList<NamedValue> inputs, IReadOnlyList<NamedValue>? primary, IReadOnlyList<NamedValue>? shadow, double distance)
    {
        if (!Wants(distance)) return false;
        var example = Redacted(new()
        {
            Time = time,
            Inputs = KeptValues.Of(inputs),
            Primary = KeptValues.Of(primary),
            Shadow = KeptValues.Of(shadow),
            Distance = distance,
        });
        if (example is null) return false;
        // The order is the comparison's, whatever a redaction says.
        example = example with { Distance = distance };
        lock (_lock)
        {
            if (!HasPlaceFor(distance)) return false;
            if (_worstFirst.Count == capacity) _worstFirst.RemoveAt(capacity - 1);
            var place = _worstFirst.FindIndex(kept => kept.Distance < distance);
            _worstFirst.Insert(place < 0 ? _worstFirst.Count : place, example);
        }
        return true;
    }

    /// <returns>Those kept now, the worst first.</returns>
    public IReadOnlyList<ShadowExample> List()
    {
        lock (_lock) return [.. _worstFirst];
    }

    public void Clear()
    {
        lock (_lock) _worstFirst.Clear();
    }

    private bool HasPlaceFor(double distance) => _worstFirst.Count < capacity || (capacity > 0 && distance > _worstFirst[^1].Distance);

    private ShadowExample? Redacted(ShadowExample example)
    {
        if (redact is null) return example;
        try
        {
            return redact(example);
        }
#pragma warning disable CA1031 // Whatever it throws: an example is never kept unredacted, and a shadow goes on without it.
        catch (Exception)
#pragma warning restore CA1031
        {
            return null;
        }
    }
}
