using InferenceKit.Serving;
using InferenceKit.Serving.Leasing;
using InferenceKit.Sessions.Rows;
using InferenceKit.Testing;
using InferenceKit.Tests.DataPlane;
using InferenceKit.Tests.Sessions;
using Microsoft.Extensions.Time.Testing;

namespace InferenceKit.Tests.Serving;

/// <summary>The memory of rare, large requests is given back.</summary>
public sealed class BufferTrimmingTests : IDisposable
{
    private const int Large = 4 << 20;

    private readonly FakeTimeProvider _clock = new();
    private readonly DataPlaneRig _rig;
    private readonly ServedVersion _version;

    public BufferTrimmingTests()
    {
        _rig = new(time: _clock, codec: Codec.Create<float, float>(
            (length, writer) => writer.Row<float>(0, [(long)length]).Fill(2), reader => reader.Row<float>(0)[^1]));
        _version = _rig.Publish(TestModel.Load(OnnxModelBuilder.Create()
            .Input("x", ElementType.Float32, "batch", "n").Add("x", 1f, "y").Output("y", ElementType.Float32, "batch", "n").Build()), 1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Memory_after_ten_large_requests_is_what_it_was_before(bool isUsedMeanwhile)
    {
        await AskAsync(16, 4);
        await AskAsync(Large, 10);
        Assert.InRange(HeldBytes, Large * sizeof(float), long.MaxValue);

        for (var i = 0; i < 3; i++)
        {
            _clock.Advance(BufferTrimming.Period);
            if (isUsedMeanwhile) await AskAsync(16, 4);
        }

        Assert.InRange(HeldBytes, 0, 2 * RunMemory.AlwaysKeptBytes);
        await AskAsync(16, 4);
        await AskAsync(Large, 2);
    }

    [Fact]
    public async Task Memory_that_requests_need_all_the_time_stays()
    {
        await AskAsync(Large, 2);
        for (var i = 0; i < 5; i++)
        {
            var held = HeldBytes;
            _clock.Advance(BufferTrimming.Period);
            Assert.Equal(held, HeldBytes);
            await AskAsync(Large, 4);
        }
    }

    [Fact]
    public async Task What_the_runtime_made_is_given_back_too()
    {
        await AskAsync(Large, 1);
        var batch = _version.Slots.ToArray().Select(slot => slot.Buffers.Single).Single(single => single.Rows > 0);
        Assert.Equal(Large, batch.Outputs[0].RowElements);
        _clock.Advance(BufferTrimming.Period);
        _clock.Advance(BufferTrimming.Period);
        Assert.Throws<InferenceException>(() => { batch.Outputs[0].Row<float>(0); });
        await AskAsync(16, 4);
    }

    [Fact]
    public void Buffers_for_many_rows_go_when_no_run_has_many()
    {
        var slot = _version.TryRent()!;
        var many = slot.Buffers.ManyOf(64);
        many.BeginRun();
        for (var i = 0; i < 8; i++)
        {
            many.BeginRow().Row<float>(0, [1 << 16]);
            Assert.True(many.EndRow());
        }
        slot.Return();
        Assert.True(slot.Buffers.Trim());
        Assert.InRange(many.HeldBytes, RunMemory.AlwaysKeptBytes, RunMemory.MaxRunBytes);
        Assert.False(slot.Buffers.Trim());
        Assert.Equal(0, many.HeldBytes);
    }

    [Fact]
    public async Task A_version_that_is_disposed_is_not_looked_at_any_more()
    {
        await AskAsync(Large, 2);
        _rig.Serving.Publish(_rig.Registration, m => m with { Primary = null, Versions = [] });
        await DataPlaneRig.RetireAsync(_version);
        Assert.Equal(0, HeldBytes);
        _clock.Advance(BufferTrimming.Period);
        _version.BufferTrimming.Arm();
        _clock.Advance(BufferTrimming.Period);
    }

    public void Dispose()
    {
        _rig.Dispose();
        if (_version.IsDrained) return;
        _version.DrainAsync().GetAwaiter().GetResult();
        _version.Dispose();
    }

    private long HeldBytes
    {
        get
        {
            long bytes = 0;
            foreach (var slot in _version.Slots) bytes += slot.Buffers.HeldBytes;
            return bytes;
        }
    }

    private async Task AskAsync(int length, int times)
    {
        for (var i = 0; i < times; i++) Assert.Equal(3, (await _rig.Predictor.PredictAsync(length)).Value);
    }
}
