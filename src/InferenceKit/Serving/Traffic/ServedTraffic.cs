using System.Collections.Immutable;

namespace InferenceKit.Serving.Traffic;

/// <summary>A model's traffic in one serving table: the policy and the deal in effect, made ready for requests. Immutable.</summary>
internal sealed class ServedTraffic
{
    private readonly ImmutableArray<byte> _arms;
    private readonly byte[] _prefix;
    private readonly RouteChoice[] _byKey;
    private readonly RouteChoice[] _random;
    private readonly RouteChoice[] _ruled;
    private readonly RouteChoice[] _named;
    private readonly int[] _ruleArms;

    /// <param name="policy">What configuration and edits say together.</param>
    /// <param name="allocation">The deal in effect.</param>
    /// <param name="before">What was served before, whose lists of names are kept where they are the same.</param>
    public ServedTraffic(TrafficPolicy policy, SlotAllocation allocation, ServedTraffic? before)
    {
        (Policy, Allocation) = (policy, allocation);
        string[] names = [TrafficPolicy.Primary, .. policy.Variants.Select(v => v.Name)];
        Names = before is not null && before.Names.AsSpan().SequenceEqual(names) ? before.Names : names;
        Targets = [null, .. policy.Variants.Select(v => v.Target)];
        HasOtherModels = Targets.Any(target => target?.Model is not null);
        _prefix = RoutingHash.Prefix(allocation.Salt);
        // Slots of arms that this host does not have: its primary's.
        var arms = allocation.Arms.Select(arm => Math.Max(0, Array.IndexOf(Names, arm))).ToArray();
        var counts = new int[Names.Length];
        for (var i = 0; i < arms.Length; i++) counts[arms[i]] += allocation.Counts[i];
        // Nearly always they are in the same order, which is that of their names.
        _arms = arms.AsSpan().SequenceEqual([.. Enumerable.Range(0, arms.Length)]) ? allocation.Slots : [.. allocation.Slots.Select(arm => (byte)arms[arm])];
        _byKey = Choices(VariantAssignment.Key, arm => counts[arm] / (double)RoutingHash.Slots);
        _random = Choices(VariantAssignment.Random, arm => counts[arm] / (double)RoutingHash.Slots);
        _ruled = Choices(VariantAssignment.Rule, _ => 1);
        _named = Choices(VariantAssignment.Request, _ => 1);
        _ruleArms = [.. policy.Rules.Select(rule => rule.Variant is null ? 0 : Array.IndexOf(Names, rule.Variant))];
        Exposures = before?.Exposures is { } seen && seen.Capacity == policy.MaxExposureKeys ? seen : new(policy.MaxExposureKeys);
    }

    public TrafficPolicy Policy { get; }

    public SlotAllocation Allocation { get; }

    /// <summary>The primary, then variants as the policy has them.</summary>
    public string[] Names { get; }

    /// <summary>What each arm is; null for the primary.</summary>
    public ImmutableArray<RouteTarget?> Targets { get; }

    /// <summary>Whether any variant is another model.</summary>
    public bool HasOtherModels { get; }

    /// <summary>The keys that were told as exposed.</summary>
    public ExposedKeys Exposures { get; }

    /// <summary>Whether there is anything to choose between.</summary>
    public bool HasVariants => Names.Length > 1;

    /// <summary>Whether there is anybody to mirror to.</summary>
    public bool HasShadows => !Policy.Shadows.IsEmpty;

    /// <summary>The part of the keys that an arm gets, from 0 to 1.</summary>
    public double PropensityOf(int arm) => _byKey[arm].Propensity;

    public ulong HashOf(string key) => RoutingHash.Of(_prefix, key);

    public RouteChoice ByHash(ulong hash) => _byKey[_arms[RoutingHash.SlotOf(hash)]];

    public RouteChoice ByChance() => _random[_arms[Random.Shared.Next(RoutingHash.Slots)]];

    public RouteChoice ByRule(int rule) => _ruled[_ruleArms[rule]];

    /// <summary>The choice of a request that names a variant; null where no variant has that name.</summary>
    public RouteChoice? ByName(string variant)
    {
        for (var arm = 0; arm < Names.Length; arm++)
            if (string.Equals(Names[arm], variant, StringComparison.OrdinalIgnoreCase)) return _named[arm];
        return null;
    }

    /// <summary>The place of an arm that may have been chosen by another table; 0, the primary, where it has gone.</summary>
    public int ArmOf(RouteChoice choice) => ReferenceEquals(choice.Names, Names) ? choice.Arm : Math.Max(0, Array.IndexOf(Names, choice.Names[choice.Arm]));

    private RouteChoice[] Choices(VariantAssignment assignment, Func<int, double> propensity) =>
        [.. Names.Select((_, arm) => new RouteChoice(Names, arm, assignment, Allocation.Version, propensity(arm)))];
}
