using InferenceKit.Serving.Traffic;

namespace InferenceKit.Tests.Serving.Routing;

/// <summary>Which keys were told as exposed.</summary>
public sealed class ExposedKeysTests
{
    [Fact]
    public void A_key_is_new_once_for_each_deal()
    {
        var keys = new ExposedKeys(1024);
        Assert.True(keys.TryAdd(42, 1));
        Assert.False(keys.TryAdd(42, 1));
        Assert.True(keys.TryAdd(42, 2));
        Assert.False(keys.TryAdd(42, 2));
        Assert.False(keys.TryAdd(42, 1));
    }

    [Fact]
    public async Task Of_many_threads_that_tell_the_same_keys_each_key_is_new_for_one()
    {
        var keys = new ExposedKeys(64 * 1024);
        const int Keys = 10_000;
        var counts = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            var fresh = 0;
            for (var key = 0; key < Keys; key++)
                if (keys.TryAdd(RoutingHash.Of("s"u8, $"{key}"), 1)) fresh++;
            return fresh;
        })));
        Assert.Equal(Keys, counts.Sum());
    }

    [Fact]
    public void With_more_keys_than_room_every_key_is_reported_and_some_again()
    {
        var keys = new ExposedKeys(1024);
        for (var key = 0; key < 20_000; key++) Assert.True(keys.TryAdd(RoutingHash.Of("s"u8, $"{key}"), 1));
        var again = Enumerable.Range(0, 20_000).Count(key => keys.TryAdd(RoutingHash.Of("s"u8, $"{key}"), 1));
        Assert.InRange(again, 18_000, 20_000);
    }
}
