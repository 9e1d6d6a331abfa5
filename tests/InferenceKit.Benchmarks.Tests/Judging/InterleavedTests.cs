using InferenceKit.Benchmarks.Judging;

namespace InferenceKit.Benchmarks.Tests.Judging;

public sealed class InterleavedTests
{
    [Fact]
    public void Samples_are_taken_subject_baseline_baseline_subject()
    {
        var order = "";

        Interleaved.Measure(() => Note("S"), () => Note("B"), pairs: 4);

        Assert.Equal("SBBSSBBS", order);

        double Note(string side)
        {
            order += side;
            return 1;
        }
    }

    [Fact]
    public async Task Asynchronous_samples_keep_the_same_order_and_their_sides()
    {
        var time = 0;

        var pairs = await Interleaved.MeasureAsync(() => Tick(100), () => Tick(0), pairs: 2);

        Assert.Equal([new Pair(101, 2), new Pair(104, 3)], pairs);

        async Task<double> Tick(int offset)
        {
            await Task.Yield();
            return offset + ++time;
        }
    }

    [Fact]
    public void A_machine_that_slows_down_steadily_leaves_the_median_difference_where_it_was()
    {
        var time = 0.0;

        var pairs = Interleaved.Measure(() => (time += 0.01) + 1, () => time += 0.01, pairs: 20);

        Assert.Equal(1, Median.Of(pairs.Select(p => p.Added).ToArray()), 9);
    }
}
