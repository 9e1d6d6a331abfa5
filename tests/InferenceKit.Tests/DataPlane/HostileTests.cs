using System.Buffers;
using InferenceKit.DataPlane.Deadline;
using InferenceKit.DataPlane.Pipeline;
using InferenceKit.Serving;
using InferenceKit.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace InferenceKit.Tests.DataPlane;

/// <summary>What callers and codecs may do to a host, and it lives.</summary>
public sealed class HostileTests
{
    [Fact]
    public async Task A_deadline_between_two_runs_of_many_rows_stops_nothing_that_is_gone()
    {
        using var rig = new DataPlaneRig(time: new FakeTimeProvider(), codec: new ScalarCodec(onEncode: _ => s_betweenRuns?.Invoke()));
        rig.Publish(DataPlaneRig.Times(2), version: 1);
        var rows = 0;
        // The scanner ticks while rows of the second run are encoded, when buffers of the first are gone.
        s_betweenRuns = () => { if (++rows == 10) rig.Clock.Advance(TimeSpan.FromSeconds(20)); };

        var thrown = await Assert.ThrowsAsync<InferenceException>(async () => await rig.Predictor.PredictManyAsync(new float[100], new float[100]));
        s_betweenRuns = null;

        Assert.Equal(InferenceError.DeadlineExceeded, thrown.Failure.Error);
        for (var i = 0; i < 20; i++) Assert.Equal(4, (await rig.Predictor.PredictAsync(2)).Value);
        var outputs = new float[100];
        await rig.Predictor.PredictManyAsync(Enumerable.Repeat(3f, 100).ToArray(), outputs);
        Assert.All(outputs, y => Assert.Equal(6, y));
    }

    private static Action? s_betweenRuns;

    [Fact]
    public async Task A_codec_that_writes_a_type_no_tensor_has_is_told_so()
    {
        var services = new ServiceCollection();
        services.AddInference().AddModel<int, float>(
            "m", (_, writer) => writer.Row<Guid>(0, [3]), reader => reader.Row<float>(0)[0],
            m => m.FromBytes(OnnxModelBuilder.Create("dynamic").Input("x", ElementType.Float32, "batch", "n")
                .ReduceSum("x", "y").Output("y", ElementType.Float32, "batch", 1).Build()));
        await using var provider = services.BuildServiceProvider();
        await provider.StartInferenceAsync(TestContext.Current.CancellationToken);

        var result = await provider.GetRequiredService<IPredictor<int, float>>().TryPredictAsync(1);

        Assert.Equal(InferenceError.InvalidInput, result.Failure!.Error);
        Assert.Contains("Guid", result.Failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_owner_that_throws_when_it_is_disposed_costs_no_place(bool onWorkers)
    {
        using var rig = new DataPlaneRig();
        var version = rig.Publish(DataPlaneRig.Times(2), version: 1, concurrency: 1, onWorkers: onWorkers);
        for (var i = 0; i < 3; i++)
        {
            using var response = await rig.Client.InferAsync(new(DataPlaneRig.Model, new NamedValue("x", TensorValue.Own(new BadOwner(), 1, 1))));
            Assert.Equal(0, response["y"].AsTensor().AsSpan<float>()[0]);
        }
        await Eventually.True(() => version.InFlight == 0);
    }

    [Fact]
    public async Task A_caller_of_a_busy_version_does_not_hold_up_those_of_another()
    {
        using var rig = new DataPlaneRig();
        var busy = DataPlaneRig.Times(100);
        var other = rig.Publish(busy, version: 2, concurrency: 1, onWorkers: true);
        var primary = rig.Publish(DataPlaneRig.Times(2), version: 1, concurrency: 1);
        rig.Serving.Publish(rig.Registration, m => m with { Versions = [primary, other] });
        var hold = busy.Hold();
        var running = rig.Predictor.TryPredictAsync(1, new() { Version = "2" }).AsTask();
        await Eventually.True(() => busy.RunsStarted == 1);
        var waiting = rig.Predictor.TryPredictAsync(1, new() { Version = "2" }).AsTask();
        Assert.Equal(1, rig.Waiting);

        Assert.Equal(10, (await rig.Predictor.PredictAsync(5)).Value);

        hold.Dispose();
        Assert.Equal(100, (await waiting).GetOrThrow().Value);
        Assert.Equal(100, (await running).GetOrThrow().Value);
    }

    [Fact]
    public void A_timeout_of_centuries_is_no_deadline_in_the_past()
    {
        var context = new RequestContext(1_000_000, new() { Timeout = TimeSpan.MaxValue }, default);
        new DeadlineStage(TimeProvider.System).Apply(ref context, new ServingPolicy { Timeout = Timeout.InfiniteTimeSpan });
        Assert.True(context.Deadline > 1_000_000);
    }

    [Fact]
    public async Task Rows_far_larger_than_those_of_the_warm_up_are_run_in_pieces_that_fit()
    {
        const int Width = 1 << 20;
        var services = new ServiceCollection();
        services.AddInference().AddModel<float[], float>(
            "m", (x, writer) => x.CopyTo(writer.Row<float>(0, [x.Length])), reader => reader.Row<float>(0)[0],
            m => m.FromBytes(OnnxModelBuilder.Create("dynamic").Input("x", ElementType.Float32, "batch", "n")
                .ReduceSum("x", "y").Output("y", ElementType.Float32, "batch", 1).Build()));
        await using var provider = services.BuildServiceProvider();
        await provider.StartInferenceAsync(TestContext.Current.CancellationToken);
        var predictor = provider.GetRequiredService<IPredictor<float[], float>>();
        var small = Enumerable.Range(0, 3_000).Select(i => new float[] { i }).ToArray();
        var sums = new float[small.Length];
        for (var i = 0; i < 5; i++) await predictor.PredictManyAsync(small, sums);
        Assert.Equal(small.Select(s => s[0]), sums);

        var large = Enumerable.Range(1, 12).Select(i => { var row = new float[Width]; row[i] = i; return row; }).ToArray();
        await predictor.PredictManyAsync(large, sums);

        Assert.Equal(Enumerable.Range(1, 12).Select(i => (float)i), sums.Take(12));
    }

    private sealed class BadOwner : IMemoryOwner<float>
    {
        public Memory<float> Memory { get; } = new float[1];

        public void Dispose() => throw new InvalidOperationException("an owner's own bug");
    }
}
