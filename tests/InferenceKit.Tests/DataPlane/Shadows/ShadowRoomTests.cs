using InferenceKit.DataPlane.Shadows;

namespace InferenceKit.Tests.DataPlane.Shadows;

/// <summary>Room for what waits is bounded in rows and bytes, and never lost.</summary>
public sealed class ShadowRoomTests
{
    [Fact]
    public void Rows_and_bytes_are_bounded_each_for_itself()
    {
        var room = new ShadowRoom(maxRows: 10, maxBytes: 100);
        Assert.Null(room.TryTake(4, 40));
        Assert.Equal(ShadowDrop.QueueFull, room.TryTake(7, 1));
        Assert.Equal(ShadowDrop.TooManyBytes, room.TryTake(1, 61));
        Assert.Equal((4, null), (room.Rows, room.WhyFull()));
        Assert.Null(room.TryTake(6, 60));
        Assert.Equal(ShadowDrop.QueueFull, room.WhyFull());
        room.Free(6, 10);
        Assert.Null(room.WhyFull());
        Assert.Null(room.TryTake(1, 10));
        Assert.Equal(ShadowDrop.TooManyBytes, room.WhyFull());
        room.TakeBack(1, 10);
        Assert.Equal((4, null), (room.Rows, room.WhyFull()));
    }

    [Fact]
    public async Task Many_threads_never_have_more_than_there_is()
    {
        const int MaxRows = 7, Threads = 4;
        var room = new ShadowRoom(MaxRows, long.MaxValue / 2);
        var (now, most) = (0, 0);
        await Task.WhenAll(Enumerable.Range(0, Threads).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 50_000; i++)
            {
                if (room.TryTake(2, 8) is not null) continue;
                var there = Interlocked.Add(ref now, 2);
                InterlockedMax(ref most, there);
                Interlocked.Add(ref now, -2);
                room.Free(2, 8);
            }
        })));
        Assert.InRange(most, 2, MaxRows);
        Assert.Equal(0, room.Rows);
        Assert.Null(room.TryTake(MaxRows, 8));
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var there = Volatile.Read(ref most); value > there;)
        {
            var found = Interlocked.CompareExchange(ref most, value, there);
            if (found == there) return;
            there = found;
        }
    }
}
