using InferenceKit.Comparison;
using InferenceKit.DataPlane.Shadows;

namespace InferenceKit.Tests.DataPlane.Shadows;

/// <summary>What a tally counts beside outputs, from many threads and in bounded memory.</summary>
public sealed class TallyTests
{
    private static readonly NamedValue[] One = Answers.Of([1f]);
    private static readonly InferenceFailure Late = new(InferenceError.DeadlineExceeded, "late");
    private static readonly InferenceFailure Broken = new(InferenceError.ExecutionFailed, "broken");

    [Fact]
    public void Failures_of_both_sides_are_told_apart()
    {
        var tally = Answers.NewTally();
        Assert.Equal(new(false, double.PositiveInfinity), tally.Add(One, null, null, Late, default, default));
        Assert.Equal(new(false, double.PositiveInfinity), tally.Add(One, null, null, Broken, default, default));
        Assert.Equal(new(false, double.PositiveInfinity), tally.Add(null, One, Broken, null, default, default));
        for (var i = 0; i < 3; i++) Assert.Equal(new(true, 0), tally.Add(null, null, Late, Broken, default, default));
        Assert.Equal(new(true, 0), tally.Add(One, One));
        var report = tally.Report();
        Assert.Equal((1, 2, 3), (report.OnlyPrimaryFailed, report.OnlyShadowFailed, report.BothFailed));
        Assert.Equal(
            new Dictionary<InferenceError, long> { [InferenceError.DeadlineExceeded] = 1, [InferenceError.ExecutionFailed] = 4 },
            report.ShadowFailures.ToDictionary());
        Assert.Equal((1, 1, 1), (report.Compared, report.Equal, report.Latency!.Pairs));
    }

    [Fact]
    public void Rows_that_were_dropped_are_counted_by_reason()
    {
        var tally = Answers.NewTally();
        tally.AddSampled();
        tally.AddDropped(ShadowDrop.Unsuited);
        tally.AddDropped(ShadowDrop.TooLate, 5);
        tally.AddDropped(ShadowDrop.TooLate);
        var report = tally.Report();
        Assert.Equal(1, report.Sampled);
        Assert.Equal(Enum.GetValues<ShadowDrop>().ToDictionary(reason => reason, reason => reason switch { ShadowDrop.TooLate => 6L, ShadowDrop.Unsuited => 1, _ => 0 }), report.Dropped.ToDictionary());
    }

    [Fact]
    public void The_primary_against_itself_is_counted_apart()
    {
        var tally = Answers.NewTally();
        tally.Add(One, Answers.Of([2f]));
        tally.AddNoise(One, Answers.Of([1.5f]));
        tally.AddNoise(One, One);
        var report = tally.Report();
        Assert.Equal((new Agreement(0, 1), new Agreement(1, 2)), (report.EqualAgreement, report.NoiseAgreement));
        Assert.Equal((1, 0.5), (Assert.Single(report.Outputs).LargestAbsoluteDifference, Assert.Single(report.NoiseOutputs).LargestAbsoluteDifference));
        Assert.Equal(1, report.Latency!.Pairs);
    }

    [Fact]
    public void Comparers_of_typed_answers_are_counted_by_name()
    {
        var tally = Answers.NewTally();
        tally.AddTyped("same decision", true);
        tally.AddTyped("same decision", false);
        tally.AddTyped("near", true);
        Assert.Equal(new Dictionary<string, Agreement> { ["near"] = new(1, 1), ["same decision"] = new(1, 2) }, tally.Report().Comparers.ToDictionary());
    }

    [Fact]
    public void A_report_stays_what_it_is_and_a_reset_forgets_everything()
    {
        var tally = Answers.NewTally();
        Fill();
        var before = tally.Report();
        Fill();
        Assert.Equal((1, 1, 2), (before.Compared, before.Outputs[0].Elements, tally.Report().Compared));
        tally.Reset();
        Assert.Equal(Answers.NewTally().Report().ToString(), tally.Report().ToString());
        Assert.Equal((0, 0), (tally.Report().Sampled, tally.Report().Dropped.Values.Sum()));
        Fill();
        Assert.Equal(before.ToString(), tally.Report().ToString());

        void Fill()
        {
            tally.AddSampled();
            tally.AddDropped(ShadowDrop.NotReady);
            tally.AddTyped("near", true);
            tally.AddNoise(One, One);
            tally.Add(One, One);
            tally.Add(One, null, null, Late, default, default);
        }
    }

    [Fact]
    public async Task Nothing_is_lost_where_many_threads_add_and_others_read()
    {
        const int Threads = 8, Each = 2000;
        var tally = Answers.NewTally();
        using var start = new Barrier(Threads + 1);
        using var done = new CancellationTokenSource();
        var threads = Enumerable.Range(0, Threads).Select(thread => Task.Factory.StartNew(() => Work(thread), TaskCreationOptions.LongRunning)).ToArray();
        var reader = Task.Factory.StartNew(Read, TaskCreationOptions.LongRunning);
        await Task.WhenAll(threads);
        await done.CancelAsync();
        await reader;
        var report = tally.Report();
        Assert.Equal((Threads * Each, 2L * Threads * Each), (report.Sampled, report.Dropped[ShadowDrop.QueueFull]));
        Assert.Equal((new Agreement(Threads * Each / 2, Threads * Each), Threads * Each), (report.EqualAgreement, report.OnlyShadowFailed));
        Assert.Equal((0.5, new Agreement(Threads * Each, Threads * Each)), (report.Outputs[0].MeanAbsoluteDifference, report.NoiseAgreement));
        Assert.Equal((new Agreement(Threads * Each / 2, Threads * Each), Threads * Each), (report.Latency!.Slower, report.Latency.Pairs));
        Assert.Equal(new(Threads * Each / 2, Threads * Each), report.Comparers["odd"]);

        void Work(int thread)
        {
            start.SignalAndWait();
            for (var i = 0; i < Each; i++)
            {
                tally.AddSampled();
                tally.AddDropped(ShadowDrop.QueueFull, 2);
                tally.Add(One, Answers.Of([i % 2 == 0 ? 1f : 2f]), null, null, default, TimeSpan.FromTicks(i % 2));
                tally.Add(One, null, null, Broken, default, default);
                tally.AddNoise(One, One);
                tally.AddTyped("odd", i % 2 == 1);
            }
        }

        void Read()
        {
            start.SignalAndWait();
            while (!done.IsCancellationRequested)
            {
                var seen = tally.Report();
                Assert.Equal(seen.Compared, seen.Latency?.Pairs ?? 0);
                Assert.Equal(seen.Compared, seen.Outputs.Count == 0 ? 0 : seen.Outputs[0].Within.Of);
                Assert.Equal(seen.Equal, seen.Outputs.Count == 0 ? 0 : seen.Outputs[0].Within.Agreed);
            }
        }
    }

    [Fact]
    public async Task No_row_is_lost_where_requests_do_nothing_but_count()
    {
        const int Threads = 8, Each = 200_000;
        var tally = Answers.NewTally();
        using var start = new Barrier(Threads);
        await Task.WhenAll(Enumerable.Range(0, Threads).Select(_ => Task.Factory.StartNew(Work, TaskCreationOptions.LongRunning)));
        Assert.Equal((Threads * Each, Threads * Each), (tally.Report().Sampled, tally.Report().Dropped[ShadowDrop.TooManyBytes]));

        void Work()
        {
            start.SignalAndWait();
            for (var i = 0; i < Each; i++)
            {
                tally.AddSampled();
                tally.AddDropped(ShadowDrop.TooManyBytes);
            }
        }
    }

    [Fact]
    public void Names_without_end_do_not_fill_the_memory_and_still_tell_what_is_equal()
    {
        var tally = Answers.NewTally();
        for (var i = 0; i < 1000; i++)
        {
            tally.AddTyped($"comparer {i}", true);
            tally.Add([new($"y{i}", InferenceValue.Absent)], [new($"y{i}", i < 999 ? InferenceValue.Absent : new SequenceValue([]))]);
        }
        tally.AddTyped("comparer 0", false);
        var report = tally.Report();
        Assert.Equal((ShadowSums.MostComparers, OutputTotals.MostOutputs), (report.Comparers.Count, report.Outputs.Count));
        Assert.Equal((new Agreement(1, 2), new Agreement(999, 1000)), (report.Comparers["comparer 0"], report.EqualAgreement));
    }

    [Fact]
    public void Comparing_allocates_nothing_for_an_element()
    {
        Assert.Equal(AllocatedFor(10), AllocatedFor(100_000), 512.0);

        static double AllocatedFor(int elements)
        {
            var (tally, answer) = (Answers.NewTally(), Answers.Of(new float[elements]));
            tally.Add(answer, answer);
            var before = GC.GetAllocatedBytesForCurrentThread();
            tally.Add(answer, answer);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }
}
