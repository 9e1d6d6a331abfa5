using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace InferenceKit.Serving.Traffic;

/// <summary>
/// Which arm each of the 10,000 slots belongs to. Immutable. When weights change, arms that shrink give slots up and arms that grow take only
/// those: as few keys move as the weights allow, which is half of the sum of the changes.
/// </summary>
internal sealed class SlotAllocation
{
    // There are 64 arms at most.
    private const byte NoArm = byte.MaxValue;

    private readonly ImmutableArray<byte> _slots;

    private SlotAllocation(int version, string salt, ImmutableArray<string> arms, byte[] slots)
    {
        (Version, Salt, Arms, _slots) = (version, salt, arms, ImmutableCollectionsMarshal.AsImmutableArray(slots));
        var counts = new int[arms.Length];
        foreach (var arm in slots) counts[arm]++;
        Counts = [.. counts];
    }

    /// <summary>Counts the allocations; 0 before the first one.</summary>
    public int Version { get; }

    /// <summary>What keys were hashed with.</summary>
    public string Salt { get; }

    /// <summary>The primary, then variants by name in ordinal order. Those that have no slot are not there.</summary>
    public ImmutableArray<string> Arms { get; }

    /// <summary>The slots of each arm.</summary>
    public ImmutableArray<int> Counts { get; }

    /// <summary>The arm of each slot, by its place in <see cref="Arms"/>.</summary>
    public ImmutableArray<byte> Slots => _slots;

    /// <summary>All slots are the primary's.</summary>
    public static SlotAllocation Begin(string salt) => new(0, salt, [TrafficPolicy.Primary], new byte[RoutingHash.Slots]);

    /// <summary>One that was stored; the slots are its own from here on.</summary>
    public static SlotAllocation Of(int version, string salt, ImmutableArray<string> arms, byte[] slots) => new(version, salt, arms, slots);

    public string ArmOf(int slot) => Arms[_slots[slot]];

    public int CountOf(string arm) => Arms.IndexOf(arm) is var i and >= 0 ? Counts[i] : 0;

    /// <summary>The slots that each arm should have: weights rounded so that they add up, by largest remainder (Hamilton's method).</summary>
    /// <param name="weights">Percent by variant; at most 100 together. The primary gets the rest.</param>
    public static SortedDictionary<string, int> CountsFor(IEnumerable<KeyValuePair<string, double>> weights)
    {
        const double SlotsPerPercent = RoutingHash.Slots / 100.0;
        // What doubles make of decimals must not cost an arm a slot.
        var exact = weights.Select(w => (w.Key, Slots: Math.Round(w.Value * SlotsPerPercent, 6))).ToList();
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var (arm, slots) in exact) counts[arm] = (int)slots;
        var all = (int)Math.Min(RoutingHash.Slots, Math.Round(exact.Sum(e => e.Slots)));
        foreach (var (arm, _) in exact.OrderByDescending(e => e.Slots - Math.Floor(e.Slots)).ThenBy(e => e.Key, StringComparer.Ordinal).Take(all - counts.Values.Sum()))
            counts[arm]++;
        return counts;
    }

    /// <summary>Whether a deal for these weights would change nothing.</summary>
    public bool IsFor(SortedDictionary<string, int> counts, string salt) =>
        Salt == salt && counts.All(c => CountOf(c.Key) == c.Value) && Arms.Skip(1).All(a => counts.GetValueOrDefault(a) > 0);

    /// <summary>Deals anew; this instance where nothing changes.</summary>
    /// <param name="counts">Slots by variant, as <see cref="CountsFor"/> gives them.</param>
    /// <param name="salt">Another salt moves keys whatever the slots say.</param>
    public SlotAllocation Deal(SortedDictionary<string, int> counts, string salt)
    {
        if (IsFor(counts, salt)) return this;
        ImmutableArray<string> arms = [TrafficPolicy.Primary, .. counts.Where(c => c.Value > 0).Select(c => c.Key)];
        var wanted = new int[arms.Length];
        wanted[0] = RoutingHash.Slots - counts.Values.Sum();
        for (var i = 1; i < arms.Length; i++) wanted[i] = counts[arms[i]];

        var slots = new byte[RoutingHash.Slots];
        Array.Fill(slots, NoArm);
        // Where each arm is now; -1 for one that has gone.
        int[] places = [.. Arms.Select(arm => arms.IndexOf(arm))];
        // The primary gives up its highest slots and a variant its lowest: of one that grows and shrinks again, the requests that came last leave.
        for (var slot = 0; slot < slots.Length; slot++)
            if (_slots[slot] == 0) Keep(slot);
        for (var slot = slots.Length - 1; slot >= 0; slot--)
            if (_slots[slot] != 0) Keep(slot);
        var next = 0;
        for (var arm = 0; arm < arms.Length; arm++)
            for (; wanted[arm] > 0; next++)
                if (slots[next] == NoArm) (slots[next], wanted[arm]) = ((byte)arm, wanted[arm] - 1);
        return new(Version + 1, salt, arms, slots);

        void Keep(int slot)
        {
            var arm = places[_slots[slot]];
            if (arm >= 0 && wanted[arm] > 0) (slots[slot], wanted[arm]) = ((byte)arm, wanted[arm] - 1);
        }
    }

    /// <summary>Whether another one says the same.</summary>
    public bool IsSameAs(SlotAllocation other) =>
        ReferenceEquals(this, other)
        || (Version == other.Version && Salt == other.Salt && Arms.AsSpan().SequenceEqual(other.Arms.AsSpan()) && Slots.AsSpan().SequenceEqual(other.Slots.AsSpan()));

    /// <summary>How many slots belong to another arm than before.</summary>
    public int MovedFrom(SlotAllocation before)
    {
        var moved = 0;
        for (var slot = 0; slot < RoutingHash.Slots; slot++)
            if (ArmOf(slot) != before.ArmOf(slot)) moved++;
        return moved;
    }
}
