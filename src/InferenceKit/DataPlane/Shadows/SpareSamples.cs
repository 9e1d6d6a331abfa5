using System.Runtime.InteropServices;

namespace InferenceKit.DataPlane.Shadows;

/// <summary>
/// A sample at hand for each core, so that a request makes none: garbage would be collected while the primary's requests wait. Thread-safe,
/// without locks.
/// </summary>
internal sealed class SpareSamples
{
    private readonly Spare[] _cores = new Spare[Environment.ProcessorCount];

    public ShadowSample? TryTake()
    {
        var sample = Interlocked.Exchange(ref Mine.Sample, null);
        sample?.FetchMemory();
        return sample;
    }

    /// <summary>Keeps a sample that is free.</summary>
    public void Keep(ShadowSample sample)
    {
        // A shadow has read it, on another core; until the next request comes it is here.
        sample.Fetch();
        // Over one that another thread of this core has left: that is the collector's.
        Volatile.Write(ref Mine.Sample, sample);
    }

    private ref Spare Mine => ref _cores[Thread.GetCurrentProcessorId() % _cores.Length];

    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Spare
    {
        [FieldOffset(128)]
        public ShadowSample? Sample;
    }
}
