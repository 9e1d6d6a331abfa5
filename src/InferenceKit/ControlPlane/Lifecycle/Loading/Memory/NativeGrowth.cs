using InferenceKit.Serving;

namespace InferenceKit.ControlPlane.Lifecycle.Loading.Memory;

/// <summary>
/// How much native memory the process has taken since a load began. Nothing counts memory by model, so what other loads of the same time
/// are expected to take is left out of the figure.
/// </summary>
internal sealed class NativeGrowth : IDisposable
{
    // The sum of what all loads so far were expected to take, and the part of it that belongs to loads that have not ended.
    private static long s_begun;
    private static long s_underWay;

    private readonly long _expected;
    private readonly long _before;
    private readonly long _begunBefore;
    private readonly long _othersBefore;

    /// <param name="expectedBytes">What the load is likely to take.</param>
    public NativeGrowth(long expectedBytes)
    {
        _expected = expectedBytes;
        _othersBefore = Interlocked.Add(ref s_underWay, expectedBytes) - expectedBytes;
        _begunBefore = Interlocked.Add(ref s_begun, expectedBytes);
        _before = NativeMemory.Bytes();
    }

    /// <summary>The growth that this load may have caused.</summary>
    public long Bytes() => NativeMemory.Bytes() - _before - _othersBefore - (Interlocked.Read(ref s_begun) - _begunBefore);

    public void Dispose() => Interlocked.Add(ref s_underWay, -_expected);
}
