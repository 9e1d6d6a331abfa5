using InferenceKit.DataPlane.Execution;
using InferenceKit.Runtime.Routing;

namespace InferenceKit.DataPlane.Shadows;

/// <summary>Runs what a shadow is to see, and compares what it answers. Several threads may use one.</summary>
internal sealed class ShadowComparison(ShadowPolicy policy, ShadowTally tally, WorstExamples examples, DeadlineScanner scanner, TimeProvider time)
{
    private readonly long _timeout = (long)(policy.Timeout.TotalSeconds * time.TimestampFrequency);

    public void Run(ShadowJob job)
    {
        try
        {
            var began = time.GetTimestamp();
            if (began - job.Arrival > _timeout) tally.AddDropped(ShadowDrop.TooLate);
            else Compare(job, began);
        }
#pragma warning disable CA1031 // Nobody is there to be told, and the thread must go on.
        catch (Exception)
        {
            tally.AddDropped(ShadowDrop.Unsuited);
        }
#pragma warning restore CA1031
    }

    private void Compare(ShadowJob job, long began)
    {
        var sample = job.Sample;
        var dropped = ShadowRun.Run(job.Version, sample, began + _timeout, scanner, tally.AddTyped, out var outputs, out var failure);
        if (dropped is { } reason) tally.AddDropped(reason);
        else
        {
            var result = tally.Add(sample.Outputs, outputs, sample.Failure, failure, sample.Time, time.GetElapsedTime(began), hasRows: !sample.IsRow);
            if (!result.IsEqual) examples.Offer(time.GetUtcNow(), sample.Inputs, sample.Outputs, outputs, result.Distance);
        }
        if (sample.Outputs is { } first && Random.Shared.NextDouble() * 100 < policy.NoisePercent) RunAgain(job, first);
    }

    /// <summary>The primary against itself: what differs then is no difference of the shadow's.</summary>
    private void RunAgain(ShadowJob job, NamedValue[] first)
    {
        var dropped = ShadowRun.Run(job.Primary, job.Sample, time.GetTimestamp() + _timeout, scanner, null, out var again, out _);
        if (dropped is null && again is not null) tally.AddNoise(first, again, hasRows: !job.Sample.IsRow);
    }
}
