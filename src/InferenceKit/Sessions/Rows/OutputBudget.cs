using System.Globalization;

namespace InferenceKit.Sessions.Rows;

/// <summary>What may still be copied of one output: what a model makes is not to fill the host's memory a second time.</summary>
internal struct OutputBudget(string output, long limit)
{
    // The memory of a string, or of an item of a sequence, beside its bytes.
    public const long ItemOverhead = 24;

    private long _used;

    /// <summary>Counts bytes before they are copied.</summary>
    /// <exception cref="InferenceException">They are too many.</exception>
    public void Take(long bytes)
    {
        _used += bytes;
        if (_used > limit) throw new InferenceException(InferenceError.InvalidOutput, TooLarge(output, _used, limit));
    }

    public static string TooLarge(string output, long bytes, long limit) => string.Create(
        CultureInfo.InvariantCulture, $"Output '{output}' takes {bytes:N0} bytes or more; the limit is {limit:N0} (Execution:MaxOutputBytes).");
}
