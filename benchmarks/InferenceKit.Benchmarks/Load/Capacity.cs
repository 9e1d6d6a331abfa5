namespace InferenceKit.Benchmarks.Load;

/// <summary>How many calls a second one caller can make.</summary>
internal static class Capacity
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(0.3);

    public static async Task<double> OfOneCallerAsync(ICaller caller)
    {
        await ClosedLoop.RunAsync([caller], WarmUp);
        return (await ClosedLoop.RunAsync([caller], Window)).CallsPerSecond;
    }
}
