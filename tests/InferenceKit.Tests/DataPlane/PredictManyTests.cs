using InferenceKit.Testing;
using InferenceKit.Tests.Sessions;
using Microsoft.Extensions.Time.Testing;

namespace InferenceKit.Tests.DataPlane;

public sealed class PredictManyTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(777)]
    [InlineData(20_000)]
    public async Task Every_row_gets_its_own_answer(int rows)
    {
        using var rig = new DataPlaneRig();
        rig.Publish(DataPlaneRig.Times(2), version: 1);
        var inputs = Enumerable.Range(0, rows).Select(i => (float)i).ToArray();
        var outputs = new float[rows];

        for (var repeat = 0; repeat < 3; repeat++)
        {
            Array.Clear(outputs);
            await rig.Predictor.PredictManyAsync(inputs, outputs, cancellationToken: TestContext.Current.CancellationToken);
            Assert.Equal(inputs.Select(x => 2 * x), outputs);
        }
    }

    [Fact]
    public async Task A_bad_row_is_named_and_the_lease_comes_back()
    {
        using var rig = new DataPlaneRig(codec: new ScalarCodec(onEncode: x => { if (x == 41) throw new FormatException(); }));
        var version = rig.Publish(DataPlaneRig.Times(2), version: 1);
        var inputs = Enumerable.Range(0, 100).Select(i => (float)i).ToArray();

        var thrown = await Assert.ThrowsAsync<InferenceException>(async () =>
            await rig.Predictor.PredictManyAsync(inputs, new float[100], cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal(InferenceError.InvalidInput, thrown.Failure.Error);
        Assert.StartsWith("Row 41:", thrown.Message, StringComparison.Ordinal);
        // The runner may hold a slot for a moment more, while it finds out that nothing waits.
        await Eventually.True(() => version.InFlight == 0);
    }

    // Many exported models do so: a dynamic batch on the outside, and a shape with a 1 in it inside.
    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, -1)]
    public async Task A_model_that_declares_rows_but_cannot_take_several_answers_each_alone(int rows, int columns)
    {
        using var rig = new DataPlaneRig();
        rig.Publish(TestModel.Load(OnnxModelBuilder.Create()
            .Input("x", ElementType.Float32, "batch", 1)
            // Hidden from the loader, which would otherwise notice what the shape is.
            .Node("ReduceSum", ["x"], ["sum"], [OnnxAttribute.Of("keepdims", 0L)])
            .Mul("sum", OnnxTensor.Scalar(0f), "zero")
            .Cast("zero", ElementType.Int64, "none")
            .Add("none", OnnxTensor.Vector<long>(rows, columns), "shape")
            .Reshape("x", "shape", "y")
            .Output("y", ElementType.Float32, "batch", OnnxDimension.Dynamic).BuildUnchecked()), version: 1);
        var inputs = Enumerable.Range(0, 100).Select(i => (float)i).ToArray();
        var outputs = new float[100];

        await rig.Predictor.PredictManyAsync(inputs, outputs, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(inputs, outputs);
    }

    [Fact]
    public async Task Too_few_outputs_are_refused_before_anything_runs()
    {
        using var rig = new DataPlaneRig();
        var model = DataPlaneRig.Times(2);
        rig.Publish(model, version: 1);

        await Assert.ThrowsAsync<ArgumentException>(async () =>
            await rig.Predictor.PredictManyAsync(new float[3], new float[2], cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal(0, model.RunsStarted);
    }

    [Fact]
    public async Task No_rows_need_no_model()
    {
        using var rig = new DataPlaneRig();
        await rig.Predictor.PredictManyAsync(ReadOnlyMemory<float>.Empty, Memory<float>.Empty, cancellationToken: TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task The_deadline_is_for_all_rows_together()
    {
        using var rig = new DataPlaneRig(time: new FakeTimeProvider());
        var model = DataPlaneRig.Times(2);
        var version = rig.Publish(model, version: 1, onWorkers: true);
        using var hold = model.Hold();

        var pending = rig.Predictor.PredictManyAsync(new float[1000], new float[1000], new() { Timeout = TimeSpan.FromSeconds(1) }, TestContext.Current.CancellationToken).AsTask();
        await Eventually.True(() => model.RunsStarted == 1);
        rig.Clock.Advance(TimeSpan.FromSeconds(2));

        var thrown = await Assert.ThrowsAsync<InferenceException>(() => pending);
        Assert.Equal(InferenceError.DeadlineExceeded, thrown.Failure.Error);
        await Eventually.True(() => version.InFlight == 0);
    }
}
