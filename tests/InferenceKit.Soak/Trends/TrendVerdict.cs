namespace InferenceKit.Soak.Trends;

internal enum TrendVerdict
{
    /// <summary>There were too few samples to judge.</summary>
    TooFew = 0,

    /// <summary>What there is of a trend is as good as chance.</summary>
    NoTrend = 1,

    /// <summary>There is a trend, and it is down or no larger than noise.</summary>
    WithinNoise = 2,

    /// <summary>It rises: a failure.</summary>
    Rises = 3,
}
