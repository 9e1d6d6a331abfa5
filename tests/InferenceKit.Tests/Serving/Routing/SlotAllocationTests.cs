using System.Globalization;
using CsCheck;
using InferenceKit.Serving.Traffic;

namespace InferenceKit.Tests.Serving.Routing;

/// <summary>Deals of the 10,000 slots.</summary>
public sealed class SlotAllocationTests
{
    [Fact]
    public void The_first_allocation_gives_each_variant_as_many_slots_as_its_weight_says()
    {
        var deal = Deal(SlotAllocation.Begin("s"), ("a", 20), ("b", 30));
        Assert.Equal((5_000, 2_000, 3_000), (deal.CountOf("primary"), deal.CountOf("a"), deal.CountOf("b")));
        Assert.Equal(1, deal.Version);
    }

    // The three arms are the primary, which takes the rest, and two variants.
    [Theory]
    [InlineData("a:20 b:30", "a:30 b:30")]
    [InlineData("a:30 b:50", "a:30 b:40")]
    [InlineData("a:5 b:5", "a:10 b:10")]
    [InlineData("a:25 b:25", "a:25 b:50")]
    [InlineData("a:10", "a:50")]
    [InlineData("a:10 b:10", "a:10 b:10 c:10")]
    [InlineData("a:10 b:10 c:10", "a:10 c:10")]
    [InlineData("a:10 b:20", "b:20 a:10 Z:5")]
    [InlineData("a:33.33 b:33.33", "a:50 b:50")]
    [InlineData("a:100", "b:100")]
    public void As_few_slots_move_as_the_weights_allow(string before, string after)
    {
        var (one, other) = (Read(before), Read(after));
        var first = Deal(SlotAllocation.Begin("s"), one);
        var second = Deal(first, other);
        Assert.Equal(Minimum(first, second), second.MovedFrom(first));
        foreach (var (arm, percent) in other) Assert.Equal((int)Math.Round(percent * 100), second.CountOf(arm));
    }

    [Fact]
    public void Any_ramps_insertions_and_removals_move_no_slot_too_many()
    {
        Gen.Double[0, 25].Array[4].Array[1, 6].Sample(ramps =>
        {
            var deal = SlotAllocation.Begin("s");
            foreach (var weights in ramps)
            {
                // A weight of less than a percent is none: the arm goes, and may come back.
                (string, double)[] arms = [.. weights.Select((w, i) => ($"arm{i}", w)).Where(a => a.w >= 1)];
                var next = Deal(deal, arms);
                if (next.MovedFrom(deal) != Minimum(deal, next)) return false;
                if (Math.Abs(next.Arms.Sum(next.CountOf) - 10_000) > 0) return false;
                deal = next;
            }
            return true;
        }, iter: 300);
    }

    [Fact]
    public void The_order_in_which_variants_are_written_changes_nothing()
    {
        var one = Deal(Deal(SlotAllocation.Begin("s"), ("b", 10), ("a", 20)), ("c", 5), ("a", 30), ("b", 5));
        var other = Deal(Deal(SlotAllocation.Begin("s"), ("a", 20), ("b", 10)), ("a", 30), ("b", 5), ("c", 5));
        Assert.True(one.IsSameAs(other));
    }

    [Fact]
    public void A_deal_for_the_same_weights_is_the_same_deal()
    {
        var deal = Deal(SlotAllocation.Begin("s"), ("a", 12.5));
        Assert.Same(deal, Deal(deal, ("a", 12.5)));
        Assert.Same(deal, Deal(deal, ("a", 12.5), ("b", 0)));
    }

    [Fact]
    public void Another_salt_is_another_allocation_of_the_same_slots()
    {
        var deal = Deal(SlotAllocation.Begin("s"), ("a", 12.5));
        var other = deal.Deal(SlotAllocation.CountsFor(Weights([("a", 12.5)])), "t");
        Assert.Equal((2, "t", 0), (other.Version, other.Salt, other.MovedFrom(deal)));
    }

    [Fact]
    public void Weights_that_are_no_whole_slots_are_rounded_so_that_they_add_up()
    {
        var thirds = SlotAllocation.CountsFor(Weights([("a", 100 / 3.0), ("b", 100 / 3.0), ("c", 100 / 3.0)]));
        Assert.Equal(10_000, thirds.Values.Sum());
        Assert.Equal([3_334, 3_333, 3_333], thirds.Values);
        var halves = SlotAllocation.CountsFor(Weights([("a", 50.005), ("b", 49.995)]));
        Assert.Equal(10_000, halves.Values.Sum());
        // What doubles make of 0.29 is a little less than 29 slots.
        Assert.Equal(29, SlotAllocation.CountsFor(Weights([("a", 0.29)]))["a"]);
    }

    private static int Minimum(SlotAllocation before, SlotAllocation after) =>
        before.Arms.Union(after.Arms).Sum(arm => Math.Abs(after.CountOf(arm) - before.CountOf(arm))) / 2;

    private static SlotAllocation Deal(SlotAllocation before, params (string Arm, double Percent)[] weights) =>
        before.Deal(SlotAllocation.CountsFor(Weights(weights)), before.Salt);

    private static IEnumerable<KeyValuePair<string, double>> Weights((string Arm, double Percent)[] weights) =>
        weights.Select(w => KeyValuePair.Create(w.Arm, w.Percent));

    private static (string, double)[] Read(string text) =>
        [.. text.Split(' ').Select(part => part.Split(':')).Select(p => (p[0], double.Parse(p[1], CultureInfo.InvariantCulture)))];
}
