using System.Buffers;
using InferenceKit.DataPlane.Shadows;

namespace InferenceKit.Tests.DataPlane.Shadows;

/// <summary>The worst examples are kept, redacted, and no more of them than was said.</summary>
public sealed class ExampleTests
{
    private static readonly NamedValue[] Nothing = [];

    [Fact]
    public void The_worst_stay_in_order_and_of_equal_ones_the_first()
    {
        var examples = new WorstExamples(3);
        var kept = new[] { 1, 5, 3, 3, 0.5, double.PositiveInfinity, 5, double.PositiveInfinity, 4 }.Select((distance, i) => Offer(examples, distance, i)).ToArray();
        Assert.Equal([true, true, true, true, false, true, true, true, false], kept);
        Assert.Equal([(double.PositiveInfinity, 5), (double.PositiveInfinity, 7), (5, 1)], examples.List().Select(e => (e.Distance, (int)e.Time.Ticks)));
        Assert.Equal((false, true), (examples.Wants(5), examples.Wants(5.1)));
        examples.Clear();
        Assert.Empty(examples.List());
        Assert.True(examples.Wants(0));
    }

    [Fact]
    public void Without_a_place_nothing_is_kept_nor_copied()
    {
        var examples = new WorstExamples(0, _ => throw new InvalidOperationException("called"));
        Assert.False(examples.Wants(double.PositiveInfinity));
        Assert.False(Offer(examples, double.PositiveInfinity));
        Assert.Empty(examples.List());
    }

    [Fact]
    public void Values_of_every_kind_are_copies_that_outlive_what_they_were_made_of()
    {
        var buffer = TensorBuffer.Rent(8, out var bytes);
        BitConverter.TryWriteBytes(bytes, 42L);
        var pooled = new TensorValue(ElementType.Int64, [1], 1, buffer);
        using var memory = MemoryPool<float>.Shared.Rent(1);
        memory.Memory.Span[0] = 7;
        var examples = new WorstExamples(1);
        var map = new MapValue(TensorValue.Copy(["k"], 1), pooled);
        examples.Offer(default, [new("x", TensorValue.Own(memory, 1))], [new("y", pooled), new("z", new SequenceValue([map]) { ElementType = ElementType.Int64 })], [new("y", InferenceValue.Absent)], 1);
        pooled.Release();
        memory.Memory.Span[0] = 0;
        var example = Assert.Single(examples.List());
        Assert.Equal(7, example.Inputs[0].Value.AsTensor().AsSpan<float>()[0]);
        Assert.Equal(42, example.Primary[0].Value.AsTensor().AsSpan<long>()[0]);
        var copy = example.Primary[1].Value.AsSequence();
        Assert.Equal((ElementType.Int64, "k"), (copy.ElementType, copy.Items[0].AsMap().Keys.GetString(0)));
        Assert.Equal(42, copy.Items[0].AsMap().Values.AsSpan<long>()[0]);
        Assert.Equal(ValueKind.Absent, example.Shadow[0].Value.Kind);
    }

    [Fact]
    public void A_side_that_failed_has_no_outputs()
    {
        var examples = new WorstExamples(1);
        examples.Offer(default, Nothing, null, Answers.Of([1f]), double.PositiveInfinity);
        Assert.Empty(Assert.Single(examples.List()).Primary);
        Assert.Single(examples.List()[0].Shadow);
    }

    [Fact]
    public void What_a_redaction_takes_out_is_not_kept_and_the_order_stays()
    {
        var examples = new WorstExamples(2, example => example with { Inputs = [], Distance = 99 });
        Offer(examples, 1);
        Offer(examples, 2);
        Assert.Equal([2, 1], examples.List().Select(e => e.Distance));
        Assert.All(examples.List(), e => Assert.Empty(e.Inputs));
        Assert.All(examples.List(), e => Assert.Single(e.Primary));
    }

    [Fact]
    public void A_redaction_that_gives_nothing_or_throws_drops_the_example_and_no_other()
    {
        var examples = new WorstExamples(3, example => example.Distance switch
        {
            1 => null,
            2 => throw new InvalidOperationException("broken"),
            _ => example,
        });
        Assert.Equal([false, false, true], new double[] { 1, 2, 3 }.Select(distance => Offer(examples, distance)));
        Assert.Equal(3, Assert.Single(examples.List()).Distance);
    }

    [Fact]
    public void Many_threads_leave_the_worst_of_all()
    {
        var examples = new WorstExamples(10, example => example);
        Parallel.For(0, 2000, new() { MaxDegreeOfParallelism = 8 }, i => Offer(examples, i * 7919 % 2000));
        Assert.Equal(Enumerable.Range(1990, 10).Reverse().Select(i => (double)i), examples.List().Select(e => e.Distance));
    }

    [Fact]
    public void Its_text_has_no_values() =>
        Assert.Equal("2026-01-02 03:04:05Z: 1.5", new ShadowExample { Time = new(2026, 1, 2, 3, 4, 5, default), Inputs = Answers.Of([123f]), Distance = 1.5 }.ToString());

    private static bool Offer(WorstExamples examples, double distance, int ticks = 0) =>
        examples.Offer(new(ticks, default), Answers.Of([1f]), Answers.Of([2f]), Answers.Of([3f]), distance);
}
