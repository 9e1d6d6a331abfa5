using InferenceKit.Benchmarks.Baselines;

namespace InferenceKit.Benchmarks.Tests.Baselines;

public sealed class TensorFlowServingQueueTests
{
    private static readonly TimeSpan Start = TimeSpan.FromSeconds(7);
    private static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(1);

    [Fact]
    public void A_batch_may_be_taken_once_it_is_full()
    {
        var queue = new TensorFlowServingQueue<int>(2, Timeout, 10);
        queue.TryAdd(1, Start);

        Assert.Null(queue.Take(Start, out var wait));
        Assert.Equal(Timeout, wait);
        queue.TryAdd(2, Start);
        Assert.Equal([1, 2], queue.Take(Start, out _));
        Assert.True(queue.IsEmpty);
    }

    [Fact]
    public void A_batch_that_is_not_full_may_be_taken_once_its_first_row_has_waited_and_grows_until_it_is()
    {
        var queue = new TensorFlowServingQueue<int>(4, Timeout, 10);
        queue.TryAdd(1, Start);
        queue.TryAdd(2, Start + (Timeout * 5));

        Assert.Equal([1, 2], queue.Take(Start + (Timeout * 5), out _));
        queue.TryAdd(3, Start + (Timeout * 6));
        Assert.Null(queue.Take(Start + (Timeout * 6), out var wait));
        Assert.Equal(Timeout, wait);
    }

    [Fact]
    public void A_row_that_needs_one_more_batch_than_may_be_queued_is_refused()
    {
        var queue = new TensorFlowServingQueue<int>(2, Timeout, 2);

        Assert.True(queue.TryAdd(1, Start) && queue.TryAdd(2, Start) && queue.TryAdd(3, Start) && queue.TryAdd(4, Start));
        Assert.False(queue.TryAdd(5, Start));
        queue.Return(queue.Take(Start, out _)!);
        Assert.True(queue.TryAdd(5, Start));
        Assert.Equal([3, 4], queue.Take(Start, out _));
    }

    [Fact]
    public void An_empty_queue_gives_no_time_to_come_back()
    {
        Assert.Null(new TensorFlowServingQueue<int>(2, Timeout, 2).Take(Start, out var wait));
        Assert.Equal(System.Threading.Timeout.InfiniteTimeSpan, wait);
    }
}
