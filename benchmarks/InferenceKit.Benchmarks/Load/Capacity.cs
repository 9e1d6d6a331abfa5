namespace InferenceKit.Benchmarks.Load;

/// <summary>How many calls a second one caller can make.</summary>
internal static class Capacity
{
    public static async Task<double> OfOneCallerAsync(ICaller caller, TimeSpan warmUp, TimeSpan measured)
    {
        await ClosedLoop.RunAsync([caller], warmUp);
        return (await ClosedLoop.RunAsync([caller], measured)).CallsPerSecond;
    }
}
