using System.Collections.Immutable;

namespace InferenceKit.Serving;

/// <summary>From which part of a full queue on requests of low priority are turned away. Immutable; compares contents.</summary>
/// <param name="levels">Ascending by priority; requests of this priority or a lower one, and the part of the queue from 0 to 1.</param>
internal sealed class ShedLevels(ImmutableArray<(int Priority, double Part)> levels) : IEquatable<ShedLevels>
{
    // What calls itself unimportant leaves half of the queue to the others.
    public static ShedLevels Default { get; } = new([(-1, 0.5)]);

    /// <summary>The part of the queue that requests of a priority may fill.</summary>
    public double PartFor(int priority)
    {
        var part = 1.0;
        foreach (var level in levels)
            if (priority <= level.Priority) part = Math.Min(part, level.Part);
        return part;
    }

    public bool Equals(ShedLevels? other) => other is not null && levels.AsSpan().SequenceEqual(other.Levels.AsSpan());

    public override bool Equals(object? obj) => Equals(obj as ShedLevels);

    public override int GetHashCode() => levels.Length;

    private ImmutableArray<(int Priority, double Part)> Levels => levels;
}
