using InferenceKit.DataPlane.Batching.Queue;
using InferenceKit.DataPlane.Pipeline;

namespace InferenceKit.Tests.DataPlane.Batching;

/// <summary>A queue with a part for each core, under a clock of a million ticks a second.</summary>
public sealed class QueueShardsTests
{
    private const long Microsecond = 1;
    private const int Home = 0, Away = 1;
    private readonly QueueShards _queue = new(cores: 2, frequency: 1_000_000);

    [Fact]
    public void A_runner_takes_what_came_on_its_own_core_first()
    {
        Come(Away, at: 0);
        var first = Come(Home, at: 100);
        var second = Come(Home, at: 200);
        _queue.OpenNear(_queue[Home], 200);
        Assert.Equal([first, second], Take(2));
        Assert.Null(_queue.First());
    }

    [Fact]
    public void Who_has_waited_longer_elsewhere_by_more_than_nearness_goes_first()
    {
        var near = Come(Home, at: 1000);
        var old = Come(Away, at: 749);
        var young = Come(Away, at: 751);
        // Sorted in, or its arrival would not be known.
        _queue.OpenNear(_queue[Away], 1000);
        _queue.OpenNear(_queue[Home], 1000);
        Assert.Equal([old, near, young], Take(3));
    }

    [Fact]
    public void What_came_elsewhere_long_after_it_was_last_looked_at_is_looked_at()
    {
        _queue.OpenAll(0);
        var near = Come(Home, at: 1000);
        var away = Come(Away, at: 900);
        _queue.OpenNear(_queue[Home], 1000);
        Assert.Equal([near, away], Take(2));
    }

    [Fact]
    public void A_core_without_requests_takes_those_of_others()
    {
        var away = Come(Away, at: 0);
        _queue.OpenNear(_queue[Home], 1);
        Assert.Equal([away], Take(1));
    }

    [Fact]
    public void The_rest_is_opened_where_the_own_part_does_not_suffice()
    {
        var away = Come(Away, at: 0);
        var near = Come(Home, at: 1);
        _queue.OpenNear(_queue[Home], 1);
        Assert.Equal([near], Take(1));
        Assert.Null(_queue.First());
        Assert.True(_queue.OpenRest(1));
        Assert.Equal([away], Take(1));
        Assert.False(_queue.OpenRest(1));
    }

    [Fact]
    public void A_higher_priority_goes_first_wherever_it_came()
    {
        var near = Come(Home, at: 0);
        var urgent = Come(Away, at: 10, priority: 1);
        _queue.OpenNear(_queue[Home], 10);
        Assert.Equal([urgent, near], Take(2));
    }

    [Fact]
    public void In_each_part_requests_stay_in_the_order_in_which_they_came()
    {
        var came = Enumerable.Range(0, 100).Select(i => Come(Home, at: i)).ToArray();
        _queue.OpenNear(_queue[Home], 100);
        Assert.Equal(came, Take(100));
    }

    [Fact]
    public void Rows_count_from_when_they_are_announced_until_taking_has_ended()
    {
        Come(Home, at: 0);
        Come(Away, at: 0);
        Assert.Equal((2, 2, false), (_queue.Rows, _queue.Count, _queue.IsEmpty));
        _queue.OpenAll(0);
        Assert.Equal(2, _queue.SortedRows);
        Take(2);
        Assert.Equal((0, 0, true), (_queue.Rows, _queue.Count, _queue.IsEmpty));
    }

    [Fact]
    public void A_row_that_is_announced_and_may_be_refused_does_not_wait_yet()
    {
        Come(Home, at: 0);
        var announced = new WaitingRequest { CountedRows = 1 };
        _queue[Home].Announce(announced);
        Assert.Equal((2, 1), (_queue.Rows, _queue.CountWaiting(0)));
        _queue[Home].Put(announced);
        Assert.Equal(2, _queue.CountWaiting(0));
    }

    [Fact]
    public void Nobody_is_lost_or_taken_twice_while_many_come()
    {
        const int Threads = 8, Each = 20_000;
        var callers = Enumerable.Range(0, Threads).Select(t => Task.Run(() =>
        {
            for (var i = 0; i < Each; i++) Come(t % 2, at: i);
        })).ToArray();
        var taken = new HashSet<QueuedRequest>();
        // The scheduler's lock is this thread's alone.
        while (taken.Count < Threads * Each)
        {
            _queue.OpenNear(_queue[taken.Count % 2], 0);
            while (_queue.First() is { } request)
            {
                request.Shard!.Take(request);
                Assert.True(taken.Add(request));
            }
            _queue.EndTaking();
            if (callers.All(c => c.IsCompleted)) _queue.OpenAll(0);
            Assert.DoesNotContain(callers, c => c.IsFaulted);
        }
        Assert.True(_queue.IsEmpty);
    }

    private WaitingRequest Come(int part, long at, int priority = 0)
    {
        var context = new RequestContext(at * Microsecond, priority == 0 ? null : new() { Priority = priority }, default);
        var request = new WaitingRequest { Context = context, QueuedAt = context.Arrival, CountedRows = 1 };
        if (priority != 0) _queue.NotePriority();
        _queue[part].Announce(request);
        _queue[part].Put(request);
        return request;
    }

    private List<QueuedRequest> Take(int most)
    {
        var taken = new List<QueuedRequest>();
        while (taken.Count < most && _queue.First() is { } request)
        {
            request.Shard!.Take(request);
            taken.Add(request);
        }
        _queue.EndTaking();
        return taken;
    }
}
