namespace InferenceKit.Sessions.Onnx;

/// <summary>
/// What a run of a session usually reads and writes, so that the arena's memory can be given back after a run far
/// beyond that.
/// </summary>
/// <remarks>An estimate: concurrent observations may overwrite each other, which does no harm.</remarks>
internal sealed class UsualRunSize
{
    /// <summary>Runs up to here are never outliers.</summary>
    public const long Large = 16L << 20;

    private const double Factor = 8;
    private const double Memory = 256;
    private double _mean;

    /// <summary>Takes note of runs of one size.</summary>
    public void Observe(long bytes, int runs)
    {
        var mean = Volatile.Read(ref _mean);
        Volatile.Write(ref _mean, mean == 0 ? bytes : mean + (bytes - mean) * Math.Min(1, runs / Memory));
    }

    public bool IsOutlier(long bytes) => bytes > Large && Volatile.Read(ref _mean) is > 0 and var mean && bytes > Factor * mean;
}
