using System.Collections.Concurrent;

namespace InferenceKit.Soak.Judging;

/// <summary>How often what happened. Thread-safe.</summary>
internal sealed class Counts
{
    private readonly ConcurrentDictionary<string, long> _counts = new(StringComparer.Ordinal);

    public long this[string name] => _counts.GetValueOrDefault(name);

    public long Total => _counts.Values.Sum();

    public void Add(string name) => _counts.AddOrUpdate(name, 1, static (_, count) => count + 1);

    public IReadOnlyDictionary<string, long> ToSorted() => new SortedDictionary<string, long>(_counts, StringComparer.Ordinal);
}
