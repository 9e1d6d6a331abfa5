using InferenceKit.ControlPlane.Lifecycle.Loading;

namespace InferenceKit.Tests.ControlPlane.Lifecycle.Loading;

public sealed class SlotCountTests
{
    [Theory]
    [InlineData(3, 0.01, 2, 3)]
    [InlineData(null, 0.01, 1, 8)]
    [InlineData(null, 0.01, 16, 64)]
    [InlineData(null, 0.1, 16, 16)]
    [InlineData(null, 25, 2, 2)]
    public void Gives_short_runs_more_places_than_cores(int? configured, double milliseconds, int cores, int slots) =>
        Assert.Equal(slots, SlotCount.Choose(configured, TimeSpan.FromMilliseconds(milliseconds), cores));
}
