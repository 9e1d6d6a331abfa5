using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using InferenceKit.Serving.Traffic;

namespace InferenceKit.ControlPlane.State;

/// <summary>The stored form of allocations.</summary>
internal static class AllocationText
{
    // A state is read many times before its allocation changes, and an allocation has ten thousand slots.
    private static readonly ConditionalWeakTable<StoredAllocation, SlotAllocation> Known = [];

    public static StoredAllocation Write(SlotAllocation allocation)
    {
        var text = new StringBuilder();
        var slots = allocation.Slots.AsSpan();
        for (var start = 0; start < slots.Length;)
        {
            var end = start + 1;
            while (end < slots.Length && slots[end] == slots[start]) end++;
            text.Append(CultureInfo.InvariantCulture, $"{(start == 0 ? "" : " ")}{slots[start]}*{end - start}");
            start = end;
        }
        var stored = new StoredAllocation
        {
            Version = allocation.Version,
            Salt = allocation.Salt,
            Arms = [.. allocation.Arms],
            Slots = text.ToString(),
        };
        Known.TryAdd(stored, allocation);
        return stored;
    }

    /// <summary>Reads an allocation, which any process may have written.</summary>
    /// <returns>Null, and what is wrong with it.</returns>
    public static SlotAllocation? Read(StoredAllocation stored, out string? problem)
    {
        problem = null;
        if (Known.TryGetValue(stored, out var known)) return known;
        if (FindProblem(stored) is { } wrong)
        {
            problem = $"allocation {wrong}";
            return null;
        }
        var slots = new byte[RoutingHash.Slots];
        var filled = 0;
        foreach (var run in stored.Slots.Split(' '))
        {
            var star = run.IndexOf('*', StringComparison.Ordinal);
            if (star < 0 || !TryNumber(run.AsSpan(0, star), out var arm) || !TryNumber(run.AsSpan(star + 1), out var count)
                || arm >= stored.Arms.Length || count > slots.Length - filled)
            {
                problem = "allocation has slots that are none";
                return null;
            }
            slots.AsSpan(filled, count).Fill((byte)arm);
            filled += count;
        }
        problem = filled == slots.Length ? null : $"allocation has {filled} slots, not {slots.Length}";
        if (problem is not null) return null;
        known = SlotAllocation.Of(stored.Version, stored.Salt, [.. stored.Arms], slots);
        Known.TryAdd(stored, known);
        return known;
    }

    private static string? FindProblem(StoredAllocation stored)
    {
        const int MostArms = 64;
        if (stored.Version < 1) return "has no version";
        if (stored is { Salt: null } or { Slots: null }) return "has no salt or no slots";
        if (stored.Arms is not [TrafficPolicy.Primary, ..] || stored.Arms.Length > MostArms) return $"must have 'primary' and at most {MostArms - 1} other arms";
        return stored.Arms.All(arm => arm is not null && ModelName.IsValid(arm)) && stored.Arms.Distinct(StringComparer.Ordinal).Count() == stored.Arms.Length
            ? null
            : "has arms without a name, or twice of one name";
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
