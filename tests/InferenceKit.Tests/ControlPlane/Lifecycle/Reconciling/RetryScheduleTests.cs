using InferenceKit.ControlPlane.Lifecycle.Reconciling;

namespace InferenceKit.Tests.ControlPlane.Lifecycle.Reconciling;

public sealed class RetryScheduleTests
{
    [Theory]
    [InlineData(5, 1, 5)]
    [InlineData(5, 2, 10)]
    [InlineData(5, 5, 80)]
    [InlineData(5, 7, 300)]
    [InlineData(5, 1000, 300)]
    [InlineData(600, 3, 600)]
    [InlineData(0, 1, 0.1)]
    public void Doubles_the_pause_up_to_five_minutes(double first, int failures, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), RetrySchedule.DelayAfter(TimeSpan.FromSeconds(first), failures));
}
