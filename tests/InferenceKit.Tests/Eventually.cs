namespace InferenceKit.Tests;

/// <summary>Waits for what another thread or the file system is about to do; fails after a generous while.</summary>
internal static class Eventually
{
    // Checks between two pauses: most conditions hold at once. For the others, threads that wait must not keep the awaited work from its core.
    private const int ChecksInARow = 50;

    public static async Task True(Func<bool> condition, int seconds = 120)
    {
        var start = Environment.TickCount64;
        for (var checks = 1; !condition(); checks++)
        {
            Assert.True(Environment.TickCount64 - start < seconds * 1000L, "It did not happen in time.");
            if (checks % ChecksInARow == 0) await Task.Delay(1);
            else await Task.Yield();
        }
    }
}
