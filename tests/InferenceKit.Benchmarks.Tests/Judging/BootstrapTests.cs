using InferenceKit.Benchmarks.Judging;

namespace InferenceKit.Benchmarks.Tests.Judging;

public sealed class BootstrapTests
{
    [Fact]
    public void Equal_values_have_an_interval_without_width()
    {
        var estimate = Bootstrap.OfMedian([1.25, 1.25, 1.25, 1.25]);

        Assert.Equal(new Estimate(1.25, new(1.25, 1.25)), estimate);
    }

    [Fact]
    public void The_same_samples_always_get_the_same_interval()
    {
        var samples = Noisy(40, 1.0, 0.1, seed: 3);

        Assert.Equal(Bootstrap.OfMedian(samples), Bootstrap.OfMedian(samples));
    }

    [Fact]
    public void The_interval_holds_the_median_and_lies_within_the_samples()
    {
        var samples = Noisy(25, 5.0, 2.0, seed: 4);

        var estimate = Bootstrap.OfMedian(samples);

        Assert.InRange(estimate.Value, estimate.Interval.Low, estimate.Interval.High);
        Assert.True(estimate.Interval.Low >= samples.Min());
        Assert.True(estimate.Interval.High <= samples.Max());
    }

    [Fact]
    public void More_samples_make_the_interval_narrower()
    {
        var few = Bootstrap.OfMedian(Noisy(20, 1, 0.2, seed: 5)).Interval.Width;
        var many = Bootstrap.OfMedian(Noisy(400, 1, 0.2, seed: 5)).Interval.Width;

        Assert.True(many < few / 2, $"20 samples: {few}; 400 samples: {many}");
    }

    [Fact]
    public void The_interval_covers_the_true_median_about_as_often_as_it_says()
    {
        var covered = Enumerable.Range(0, 400).Count(seed =>
        {
            var interval = Bootstrap.OfMedian(Noisy(40, 1, 0.1, seed), resamples: 400).Interval;
            return interval.Low <= 1 && interval.High >= 1;
        });

        Assert.InRange(covered / 400.0, 0.90, 0.99);
    }

    [Fact]
    public void One_wild_sample_does_not_move_it_far()
    {
        var samples = Noisy(30, 1, 0.01, seed: 6);
        samples[7] = 1000;

        Assert.True(Bootstrap.OfMedian(samples).Interval.High < 1.05);
    }

    [Fact]
    public void No_samples_give_no_number() =>
        Assert.True(double.IsNaN(Bootstrap.OfMedian([]).Value));

    private static double[] Noisy(int count, double centre, double spread, int seed)
    {
        var random = new Random(seed);
        return Enumerable.Range(0, count).Select(_ => centre + (spread * ((random.NextDouble() * 2) - 1))).ToArray();
    }
}
