using InferenceKit.DataPlane.Execution;
using Microsoft.Extensions.Time.Testing;

namespace InferenceKit.Tests.DataPlane.Execution;

public sealed class TimerWakeUpTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly WakeUp _wakeUp;
    private Action _callback = () => { };
    private int _callbacks;

    public TimerWakeUpTests() => _wakeUp = WakeUp.Create(_clock, () =>
    {
        _callbacks++;
        _callback();
    });

    public void Dispose() => _wakeUp.Dispose();

    [Fact]
    public void The_callback_comes_when_the_clock_reaches_the_time_and_not_before()
    {
        _wakeUp.At(In(1.5));

        Advance(1.4999);
        Assert.Equal(0, _callbacks);
        Advance(0.0001);
        Assert.Equal(1, _callbacks);
    }

    [Fact]
    public void Nothing_comes_where_nothing_is_asked_for()
    {
        _wakeUp.At(long.MaxValue);
        Advance(1e9);

        Assert.Equal(0, _callbacks);
    }

    [Fact]
    public void A_sooner_request_replaces_the_pending_one()
    {
        _wakeUp.At(In(10));
        _wakeUp.At(In(4));

        Advance(4);
        Assert.Equal(1, _callbacks);
        Advance(100);
        Assert.Equal(1, _callbacks);
    }

    [Fact]
    public void A_later_request_changes_nothing()
    {
        _wakeUp.At(In(4));
        _wakeUp.At(In(10));

        Advance(3.9);
        Assert.Equal(0, _callbacks);
        Advance(0.1);
        Assert.Equal(1, _callbacks);
        Advance(100);
        Assert.Equal(1, _callbacks);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    public void A_time_that_has_passed_is_answered_as_soon_as_the_clock_moves(double milliseconds)
    {
        _wakeUp.At(In(milliseconds));
        // From within the request it would meet the locks of whoever asks.
        Assert.Equal(0, _callbacks);

        _clock.Advance(new TimeSpan(1));
        Assert.Equal(1, _callbacks);
    }

    [Fact]
    public void The_callback_may_ask_anew()
    {
        _callback = () => _wakeUp.At(In(2));
        _wakeUp.At(In(1));

        for (var i = 0; i < 6; i++) Advance(1);

        Assert.Equal(3, _callbacks);
    }

    [Fact]
    public void A_time_beyond_what_timers_take_is_waited_for_too()
    {
        var days = TimeSpan.FromDays(100).TotalMilliseconds;
        _wakeUp.At(In(days));

        for (var i = 0; i < 99; i++) _clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(0, _callbacks);
        _clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(1, _callbacks);
    }

    [Fact]
    public void Nothing_comes_after_disposal()
    {
        _wakeUp.At(In(1));
        _wakeUp.Dispose();
        _wakeUp.At(In(1));
        Advance(10);

        Assert.Equal(0, _callbacks);
    }

    [Fact]
    public void A_callback_that_throws_is_told_of_and_the_next_request_is_served()
    {
        var faults = new List<Exception>();
        using var wakeUp = WakeUp.Create(_clock, () => throw new InvalidOperationException("Fault."), faults.Add);

        wakeUp.At(In(1));
        Advance(1);
        wakeUp.At(In(1));
        Advance(1);

        Assert.Equal(["Fault.", "Fault."], faults.Select(f => f.Message));
    }

    private long In(double milliseconds) => _clock.GetTimestamp() + (long)(milliseconds * _clock.TimestampFrequency / 1000);

    private void Advance(double milliseconds) => _clock.Advance(TimeSpan.FromMilliseconds(milliseconds));
}
