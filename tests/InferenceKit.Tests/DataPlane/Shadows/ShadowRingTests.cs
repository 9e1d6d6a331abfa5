using System.Collections.Concurrent;
using InferenceKit.DataPlane.Shadows;

namespace InferenceKit.Tests.DataPlane.Shadows;

/// <summary>What goes into the ring comes out once, and what is left there comes back once.</summary>
public sealed class ShadowRingTests
{
    [Fact]
    public void What_comes_first_leaves_first_and_a_full_ring_takes_nothing()
    {
        var ring = new ShadowRing<int>(3);
        for (var lap = 0; lap < 5; lap++)
        {
            for (var i = 1; i <= 3; i++) Assert.True(ring.TryAdd(i, out _));
            Assert.False(ring.TryAdd(4, out _));
            for (var i = 1; i <= 3; i++) Assert.Equal((true, i), (ring.TryTake(0, out var item), item));
            Assert.False(ring.TryTake(0, out _));
        }
    }

    [Fact]
    public void What_is_left_in_a_place_comes_back_to_who_fills_it_next()
    {
        var ring = new ShadowRing<int>(2);
        Assert.Equal((true, 0), (ring.TryAdd(1, out var back), back));
        Assert.True(ring.TryTake(10, out _));
        Assert.False(ring.TryTake(20, out _));
        Assert.Equal((true, 0), (ring.TryAdd(2, out back), back));
        Assert.Equal((true, 10), (ring.TryAdd(3, out back), back));
    }

    [Fact]
    public async Task Many_threads_lose_nothing_and_get_nothing_twice()
    {
        const int Threads = 4, Each = 20_000;
        var ring = new ShadowRing<(int Item, int Left)>(16);
        var taken = new ConcurrentBag<int>();
        var (left, back) = (new ConcurrentBag<int>(), new ConcurrentBag<int>());
        var consumers = Enumerable.Range(0, Threads).Select(t => Task.Run(() =>
        {
            for (var i = 1; i <= Each; i++)
            {
                var mark = t * Each + i;
                (int Item, int Left) item;
                while (!ring.TryTake((0, mark), out item)) Thread.Yield();
                taken.Add(item.Item);
                left.Add(mark);
            }
        }));
        var producers = Enumerable.Range(0, Threads).Select(t => Task.Run(() =>
        {
            for (var i = 1; i <= Each; i++)
            {
                (int Item, int Left) found;
                while (!ring.TryAdd((t * Each + i, 0), out found)) Thread.Yield();
                if (found.Left != 0) back.Add(found.Left);
            }
        }));
        await Task.WhenAll([.. consumers, .. producers]);
        Assert.Equal(Enumerable.Range(1, Threads * Each), taken.Order());
        // All but what lies in the ring now.
        Assert.Equal(Threads * Each - 16, back.Distinct().Count());
        Assert.Equal(back.Count, back.Distinct().Count());
        Assert.Empty(back.Except(left));
    }
}
