using InferenceKit.DataPlane.Execution;
using InferenceKit.Testing;
using InferenceKit.Tests.Sessions;
using Microsoft.Extensions.Time.Testing;

namespace InferenceKit.Tests.DataPlane.Execution;

/// <summary>Memory that few large requests needed is given back.</summary>
public sealed class BufferTrimmerTests
{
    private const int Large = 4_000_000;

    [Fact]
    public async Task Buffers_of_large_requests_are_given_back_after_a_while_without_them()
    {
        var clock = new FakeTimeProvider();
        using var rig = new DataPlaneRig(time: clock, codec: Codec.Create<float, float>(
            (size, writer) => writer.Row<float>(0, [(long)size]).Fill(1), reader => reader.Row<float>(0)[0]));
        var model = OnnxModelBuilder.Create().Input("x", ElementType.Float32, "n", "d").ReduceSum("x", "y").Output("y", ElementType.Float32, "n", 1).Build();
        var version = rig.Publish(TestModel.Load(model), version: 1, concurrency: 1, policy: new() { Timeout = Timeout.InfiniteTimeSpan });
        using var trimmer = new BufferTrimmer(rig.Serving, clock);
        Assert.Equal(Large, (await rig.Predictor.PredictAsync(Large)).Value);
        Assert.InRange(Held(version), Large * sizeof(float), long.MaxValue);

        // It was needed since the last look.
        clock.Advance(TimeSpan.FromSeconds(10));
        Assert.InRange(Held(version), Large * sizeof(float), long.MaxValue);
        clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(0, Held(version));

        Assert.Equal(Large, (await rig.Predictor.PredictAsync(Large)).Value);
        Assert.Equal(3, (await rig.Predictor.PredictAsync(3)).Value);
    }

    private static long Held(InferenceKit.Runtime.ServedVersion version)
    {
        long bytes = 0;
        foreach (var slot in version.Slots) bytes += slot.HeldBytes;
        return bytes;
    }
}
