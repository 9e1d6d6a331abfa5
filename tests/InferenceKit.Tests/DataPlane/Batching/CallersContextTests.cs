using System.Collections.Concurrent;
using InferenceKit.Serving;
using InferenceKit.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceKit.Tests.DataPlane.Batching;

/// <summary>What one caller's code sees and sends does not mix with that of the others in its run.</summary>
public sealed class CallersContextTests
{
    private static readonly AsyncLocal<float> Caller = new();

    [Fact]
    public async Task Codecs_run_in_their_own_callers_execution_context()
    {
        var seen = new ConcurrentBag<(float Input, float Caller)>();
        using var rig = new DataPlaneRig(codec: new ScalarCodec(
            onEncode: x =>
            {
                seen.Add((x, Caller.Value));
                // What a codec sets is gone with its row.
                Caller.Value = -1;
            },
            onDecode: y => seen.Add((y / 2, Caller.Value))));
        var model = DataPlaneRig.Times(2);
        rig.Publish(model, version: 1, concurrency: 1, onWorkers: true, new ServingPolicy { Batching = new() { Mode = BatchingMode.Fixed, MaxQueueDelay = TimeSpan.Zero } });
        var hold = model.Hold();
        var blocking = CallAsync(rig, 100);
        await Eventually.True(() => model.RunsStarted == 1);
        var callers = Enumerable.Range(1, 20).Select(i => CallAsync(rig, i)).ToArray();
        hold.Dispose();
        await Task.WhenAll([blocking, .. callers]);

        Assert.Equal(42, seen.Count);
        Assert.All(seen, s => Assert.Equal(s.Input, s.Caller));
        Assert.Equal(2, model.RunsStarted);
    }

    [Theory]
    [InlineData(BatchingMode.Fixed)]
    [InlineData(BatchingMode.Auto)]
    public async Task Rows_of_any_shapes_that_come_together_get_the_answers_that_they_get_alone(BatchingMode mode)
    {
        var services = new ServiceCollection();
        services.AddInference().AddModel<float[], float>(
            "m", (x, writer) => x.CopyTo(writer.Row<float>(0, [x.Length])), reader => reader.Row<float>(0)[0],
            m => m.Configure(o => (o.Batching.Mode, o.Batching.MaxQueueDelay) = (mode, TimeSpan.FromMilliseconds(1)))
                .FromBytes(OnnxModelBuilder.Create("dynamic").Input("x", ElementType.Float32, "batch", "n")
                    .ReduceSum("x", "y").Output("y", ElementType.Float32, "batch", 1).Build()));
        await using var provider = services.BuildServiceProvider();
        await provider.StartInferenceAsync(TestContext.Current.CancellationToken);
        var predictor = provider.GetRequiredService<IPredictor<float[], float>>();

        var sizes = new ConcurrentBag<int>();
        await Task.WhenAll(Enumerable.Range(0, 32).Select(caller => Task.Run(async () =>
        {
            var random = new Random(caller);
            for (var i = 0; i < 60; i++)
            {
                var row = Enumerable.Range(0, random.Next(1, 6)).Select(_ => (float)random.Next(1000)).ToArray();
                var prediction = await predictor.PredictAsync(row);
                Assert.Equal(row.Sum(), prediction.Value);
                sizes.Add(prediction.Info.BatchSize);
            }
        })));

        if (mode == BatchingMode.Fixed) Assert.Contains(sizes, size => size > 1);
    }

    private static async Task CallAsync(DataPlaneRig rig, float input)
    {
        Caller.Value = input;
        Assert.Equal(2 * input, (await rig.Predictor.PredictAsync(input)).Value);
    }
}
