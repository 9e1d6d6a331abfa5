using InferenceKit.Serving;

namespace InferenceKit.DataPlane.Batching.Sizing;

/// <summary>
/// What a row costs in runs of several: its share of the run, and of taking the rows from the queue, which a run on its caller's thread is
/// spared. Sizes are powers of two. Used under the scheduler's lock.
/// </summary>
internal sealed class SharingCosts(CostCurve curve, long second)
{
    private const double NearBest = 1.05, WorthIt = 0.85, Better = 0.95;
    private double _taking;

    /// <summary>Notes a run.</summary>
    public void Add(int rows, long ticks, long taking)
    {
        curve.Add(rows, ticks);
        // A thread that was interrupted meanwhile says nothing.
        if (rows > 1 && taking < second / 10_000) _taking += (taking - _taking) / 16;
    }

    public bool IsKnown(int size) => curve.IsKnown(size);

    /// <summary>Forgets what runs of several rows cost.</summary>
    public void ForgetLarge() => curve.ForgetLarge();

    /// <summary>Whether a larger size may be worth a look, now that this one is known.</summary>
    public bool MayGainAbove(int size) =>
        curve.PerRow(size) < curve.PerRow(size - 1) * Better
        // Some models gain only from larger runs: one size that does not pay is looked past, and those that cost next to nothing.
        || (size == 1 && curve.PerRow(1) < curve.PerRow(0) * 1.5)
        || curve.PerRow(0) * (2 << size) < second / 10_000.0;

    /// <summary>The smallest size that is near the best of those known.</summary>
    public int Elbow(int largest)
    {
        var best = double.MaxValue;
        for (var size = 0; size <= largest; size++)
            if (curve.IsKnown(size)) best = Math.Min(best, Of(size));
        for (var size = 0; size <= largest; size++)
            if (curve.IsKnown(size) && Of(size) <= best * NearBest) return size;
        return 0;
    }

    /// <summary>Whether a size gains enough to be more than noise.</summary>
    public bool Pays(int size) => size > 0 && Of(size) <= Of(0) * WorthIt;

    private double Of(int size) => size == 0 ? curve.PerRow(0) : curve.PerRow(size) + _taking / (1 << size);
}
