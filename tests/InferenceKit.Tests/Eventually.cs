namespace InferenceKit.Tests;

/// <summary>Waits for what another thread or the file system is about to do; fails after a generous while.</summary>
internal static class Eventually
{
    public static async Task True(Func<bool> condition, int seconds = 20)
    {
        var start = Environment.TickCount64;
        while (!condition())
        {
            Assert.True(Environment.TickCount64 - start < seconds * 1000L, "It did not happen in time.");
            await Task.Yield();
        }
    }
}
