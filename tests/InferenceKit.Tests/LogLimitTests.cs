using Microsoft.Extensions.Time.Testing;

namespace InferenceKit.Tests;

public sealed class LogLimitTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly List<(string Kind, int Count)> _leftOut = [];
    private readonly LogLimit _limit;

    public LogLimitTests() => _limit = new(_clock, (kind, count) => _leftOut.Add((kind, count)));

    public void Dispose() => _limit.Dispose();

    [Fact]
    public void One_line_of_a_kind_passes_in_a_second_and_the_others_are_counted()
    {
        Assert.True(_limit.TryPass("a"));
        for (var i = 0; i < 999; i++) Assert.False(_limit.TryPass("a"));
        Assert.True(_limit.TryPass("b"));
        Assert.Empty(_leftOut);

        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal([("a", 999)], _leftOut);
        // The count was a line.
        Assert.False(_limit.TryPass("a"));
        Assert.True(_limit.TryPass("b"));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([("a", 999), ("a", 1)], _leftOut);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(_limit.TryPass("a"));
    }

    [Fact]
    public void What_was_counted_is_told_at_the_end()
    {
        _limit.TryPass("a");
        _limit.TryPass("a");
        _limit.Dispose();
        Assert.Equal([("a", 1)], _leftOut);
    }

    [Fact]
    public void Kinds_beyond_the_most_there_may_be_count_as_one()
    {
        for (var i = 0; i < 64; i++) Assert.True(_limit.TryPass($"{i}"));
        Assert.True(_limit.TryPass("x"));
        Assert.False(_limit.TryPass("y"));
    }
}
