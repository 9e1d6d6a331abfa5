namespace InferenceKit.ControlPlane.Lifecycle.Loading;

/// <summary>How many runs one version takes at a time. Pure.</summary>
internal static class SlotCount
{
    private static readonly TimeSpan ShortRun = TimeSpan.FromMilliseconds(0.1);

    /// <param name="configured">What the host asked for, or null.</param>
    /// <param name="typicalRun">What a run took at warm-up.</param>
    /// <param name="cores">Processors.</param>
    public static int Choose(int? configured, TimeSpan typicalRun, int cores)
    {
        if (configured is { } count) return count;
        // More short runs than cores: a caller that loses its core for a moment must not hold the only slot.
        return typicalRun < ShortRun ? Math.Max(8, 4 * cores) : cores;
    }
}
