using InferenceKit.DataPlane.Batching.Sizing;
using InferenceKit.Serving;

namespace InferenceKit.Tests.DataPlane.Batching;

/// <summary>Under a clock of a thousand ticks a second: it looks again after ten, and believes what it saw for a hundred.</summary>
public sealed class OtherTrafficTests
{
    [Fact]
    public async Task Another_models_prediction_is_seen_for_a_tenth_of_a_second()
    {
        using var rig = new DataPlaneRig();
        rig.Publish(DataPlaneRig.Times(2), version: 1);
        var others = new OtherTraffic(rig.Serving, new ModelRegistration("mine", 1, []), frequency: 1000);
        Assert.False(others.AreThere(0));
        await rig.Predictor.PredictAsync(1, cancellationToken: TestContext.Current.CancellationToken);
        Assert.False(others.AreThere(10));
        Assert.True(others.AreThere(11));
        Assert.True(others.AreThere(110));
        Assert.False(others.AreThere(111));
    }

    [Fact]
    public async Task What_was_predicted_before_the_first_look_and_by_the_model_itself_is_no_traffic_of_others()
    {
        using var rig = new DataPlaneRig();
        rig.Publish(DataPlaneRig.Times(2), version: 1);
        await rig.Predictor.PredictAsync(1, cancellationToken: TestContext.Current.CancellationToken);
        var others = new OtherTraffic(rig.Serving, new ModelRegistration("mine", 1, []), frequency: 1000);
        var own = new OtherTraffic(rig.Serving, rig.Registration, frequency: 1000);
        Assert.False(others.AreThere(0));
        Assert.False(others.AreThere(11));
        Assert.False(own.AreThere(0));
        await rig.Predictor.PredictAsync(1, cancellationToken: TestContext.Current.CancellationToken);
        Assert.False(own.AreThere(11));
    }
}
