using InferenceKit.Benchmarks.Load;

namespace InferenceKit.Benchmarks.Tests.Load;

public sealed class FirstAnswerTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_request_that_began_before_the_moment_does_not_count()
    {
        var answer = new FirstAnswer();
        var before = answer.Begin();
        answer.Watch();

        answer.End(before);

        await Assert.ThrowsAsync<TimeoutException>(() => answer.WaitAsync(TimeSpan.Zero));
    }

    [Fact]
    public async Task The_first_of_several_answers_counts_and_later_ones_do_not_move_it()
    {
        var answer = new FirstAnswer();
        answer.Watch();
        var (one, other) = (answer.Begin(), answer.Begin());
        answer.End(one);
        var seen = await answer.WaitAsync(Long);

        answer.End(other);

        Assert.Equal(seen, await answer.WaitAsync(Long));
        Assert.Equal(0, answer.Begin());
    }

    [Fact]
    public async Task A_request_of_an_earlier_search_does_not_end_the_next_one()
    {
        var answer = new FirstAnswer();
        answer.Watch();
        var (one, late) = (answer.Begin(), answer.Begin());
        answer.End(one);
        await answer.WaitAsync(Long);
        answer.Watch();

        answer.End(late);

        await Assert.ThrowsAsync<TimeoutException>(() => answer.WaitAsync(TimeSpan.Zero));
    }
}
