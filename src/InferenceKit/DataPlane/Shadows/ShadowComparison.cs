using InferenceKit.Comparison;
using InferenceKit.DataPlane.Execution;
using InferenceKit.Serving;
using InferenceKit.Serving.Traffic;

namespace InferenceKit.DataPlane.Shadows;

/// <summary>Runs what a shadow is to see, and compares what it answers. For one thread.</summary>
/// <remarks>Where all is as ever it allocates nothing: each collection of garbage would stop the primary's requests as well.</remarks>
internal sealed class ShadowComparison(ShadowPolicy policy, ShadowTally tally, WorstExamples examples, RunExecutor executor, TimeProvider time)
{
    private readonly long _timeout = (long)(policy.Timeout.TotalSeconds * time.TimestampFrequency);
    private readonly PairOutputs _pair = tally.NewPair();
    private readonly Action<string, bool> _tellTyped = tally.AddTyped;

    public void Run(ShadowSample sample, ServedVersion version)
    {
        try
        {
            var began = time.GetTimestamp();
            if (began - sample.Arrival > _timeout) tally.AddDropped(ShadowDrop.TooLate);
            else Compare(sample, version, began);
        }
#pragma warning disable CA1031 // Nobody is there to be told, and the thread must go on.
        catch (Exception)
        {
            tally.AddDropped(ShadowDrop.Unsuited);
        }
#pragma warning restore CA1031
    }

    private void Compare(ShadowSample sample, ServedVersion version, long began)
    {
        using (var run = new ShadowRun(version, sample, began + _timeout, executor))
        {
            if (run.Dropped is { } reason) tally.AddDropped(reason);
            else Compare(sample, run, time.GetElapsedTime(began));
        }
        if (sample.Failure is null && Random.Shared.NextDouble() * 100 < policy.NoisePercent) CompareAgain(sample);
    }

    private void Compare(ShadowSample sample, in ShadowRun run, TimeSpan elapsed)
    {
        ComparedPair result;
        if (run.Failure is null && sample.Failure is null)
        {
            run.CompareTyped(_tellTyped);
            run.Compare(_pair);
            result = tally.Add(_pair, sample.Time, elapsed);
        }
        else
        {
            result = tally.AddFailure(sample.Failure is not null, run.Failure);
        }
        if (!result.IsEqual && examples.Wants(result.Distance))
            examples.Offer(
                time.GetUtcNow(), sample.Inputs.ToValues(), sample.Failure is null ? sample.Outputs.ToValues() : null,
                run.Failure is null ? run.CopyOutputs() : null, result.Distance);
    }

    /// <summary>The primary against itself: what differs then is no difference of the shadow's.</summary>
    private void CompareAgain(ShadowSample sample)
    {
        using var again = new ShadowRun(sample.Primary, sample, time.GetTimestamp() + _timeout, executor);
        if (again.Dropped is not null || again.Failure is not null) return;
        again.Compare(_pair);
        tally.AddNoise(_pair);
    }
}
