using InferenceKit.ControlPlane;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Primitives;
using Microsoft.Extensions.Time.Testing;

namespace InferenceKit.Tests.ControlPlane;

/// <summary>What follows the tokens of a repository or a store goes on whatever those do.</summary>
public sealed class ChangeSubscriptionTests
{
    private readonly ScriptedTokens _tokens = new();
    private readonly FakeTimeProvider _clock = new();
    private readonly FakeLogger _log = new();
    private int _changes;

    [Fact]
    public void Each_change_is_told_once()
    {
        using var subscription = Follow();
        Assert.Equal((0, 1), (_changes, _tokens.Asked));
        for (var i = 1; i <= 3; i++)
        {
            _tokens.Fire();
            Assert.Equal((i, i + 1), (_changes, _tokens.Asked));
        }
        subscription.Dispose();
        _tokens.Fire();
        Assert.Equal((3, 4), (_changes, _tokens.Asked));
        Assert.Equal(0, _log.Collector.Count);
    }

    public static TheoryData<string, Action<object>> Faults => new()
    {
        { "out of reach", t => ((ScriptedTokens)t).Fault = new IOException("out of reach.") },
        { "It gave no change token", t => ((ScriptedTokens)t).Instead = () => null },
        { "no callbacks", t => ((ScriptedTokens)t).Instead = () => new ScriptedTokens.Broken() },
        { "every token that it gives has fired already", t => ((ScriptedTokens)t).Instead = () => new CancellationChangeToken(new(canceled: true)) },
    };

    [Theory]
    [MemberData(nameof(Faults), DisableDiscoveryEnumeration = true)]
    public void A_source_that_fails_at_a_change_is_logged_and_asked_again_after_a_pause(string why, Action<object> fail)
    {
        using var subscription = Follow();
        fail(_tokens);

        // The code that fires is the host's, and sees nothing of it.
        _tokens.Fire();
        Assert.InRange(_changes, 1, 12);
        var line = Assert.Single(_log.Collector.GetSnapshot());
        Assert.Equal((2027, LogLevel.Error), (line.Id.Id, line.Level));
        Assert.Contains(why, line.Message, StringComparison.Ordinal);
        var asked = _tokens.Asked;
        _clock.Advance(TimeSpan.FromSeconds(0.9));
        Assert.Equal(asked, _tokens.Asked);
        _clock.Advance(TimeSpan.FromSeconds(0.2));
        Assert.InRange(_tokens.Asked, asked + 1, asked + 12);

        (_tokens.Fault, _tokens.Instead) = (null, null);
        var changes = _changes;
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(changes, _changes);
        _clock.Advance(TimeSpan.FromSeconds(1));
        // What changed meanwhile went unseen.
        Assert.Equal(changes + 1, _changes);
        Assert.Equal(2028, _log.LatestRecord.Id.Id);
        _tokens.Fire();
        Assert.Equal(changes + 2, _changes);
    }

    [Theory]
    [MemberData(nameof(Faults), DisableDiscoveryEnumeration = true)]
    public void A_source_that_fails_at_the_start_is_followed_later(string why, Action<object> fail)
    {
        fail(_tokens);
        using var subscription = Follow();
        Assert.Contains(why, Assert.Single(_log.Collector.GetSnapshot()).Message, StringComparison.Ordinal);
        (_tokens.Fault, _tokens.Instead) = (null, null);
        _clock.Advance(TimeSpan.FromSeconds(1));
        var changes = _changes;
        _tokens.Fire();
        Assert.Equal(changes + 1, _changes);
    }

    [Fact]
    public void After_its_end_a_source_that_failed_is_not_asked_any_more()
    {
        _tokens.Fault = new IOException("out of reach");
        var subscription = Follow();
        subscription.Dispose();
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, _tokens.Asked);
    }

    [Fact]
    public async Task No_change_is_lost_while_many_come()
    {
        const int Threads = 4, Each = 5000;
        var state = 0;
        var seen = 0;
        using var subscription = new ChangeSubscription(_tokens, _tokens.Next, () => Volatile.Write(ref seen, Volatile.Read(ref state)), _log, _clock);
        await Task.WhenAll(Enumerable.Range(0, Threads).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < Each; i++)
            {
                Interlocked.Increment(ref state);
                _tokens.Fire();
            }
        })));
        // A source that fires all the time may be given a pause.
        _clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(Threads * Each, seen);
    }

    private ChangeSubscription Follow() => new(_tokens, _tokens.Next, () => _changes++, _log, _clock);
}
