namespace InferenceKit.Testing.Tests;

/// <summary>Waits for what another thread is about to do; fails after a generous while.</summary>
internal static class Eventually
{
    // Looks between two pauses: what is waited for must not be kept from its core by those who wait.
    private const int LooksInARow = 50;

    public static async Task True(Func<bool> condition, int seconds = 120)
    {
        var start = Environment.TickCount64;
        for (var looks = 1; !condition(); looks++)
        {
            Assert.True(Environment.TickCount64 - start < seconds * 1000L, "It did not happen in time.");
            if (looks % LooksInARow == 0) await Task.Delay(1);
            else await Task.Yield();
        }
    }
}
