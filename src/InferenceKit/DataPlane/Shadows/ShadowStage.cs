using System.Diagnostics.Metrics;
using InferenceKit.DataPlane.Execution;
using InferenceKit.Monitoring;
using InferenceKit.Serving;
using InferenceKit.Serving.Traffic;

namespace InferenceKit.DataPlane.Shadows;

/// <summary>Sends copies of the primary's requests to shadows, off the path of the requests.</summary>
internal sealed class ShadowStage : IDisposable
{
    private readonly ServingState _serving;
    private readonly RunExecutor _executor;
    private readonly TimeProvider _time;
    private readonly ShadowLanes?[] _lanes;
    private readonly Lock _change = new();

    public ShadowStage(ServingState serving, InferenceMetrics metrics, RunExecutor executor, TimeProvider time)
    {
        (_serving, _executor, _time) = (serving, executor, time);
        _lanes = new ShadowLanes?[serving.Registrations.Length];
        metrics.ObserveShadows(Sampled, Dropped);
    }

    /// <summary>The shadows that a model has now, in the order of its policy.</summary>
    public ShadowLane[] Of(ServedModel model) => LanesOf(model)?.All ?? [];

    /// <summary>Decides whether a request of the primary is a shadow's as well.</summary>
    /// <param name="model">The model, as it is served, with a primary.</param>
    /// <param name="key">The request's routing key; null for none.</param>
    /// <returns>Takes the copies; null where no shadow wants any.</returns>
    public ShadowSample? Sample(ServedModel model, string? key)
    {
        if (LanesOf(model) is not { } lanes) return null;
        var wanted = 0UL;
        for (var i = 0; i < lanes.All.Length; i++)
            if (lanes.All[i].Wants(key) && !IsPrimary(model, i) && lanes.All[i].HasRoom()) wanted |= 1UL << i;
        return wanted == 0 ? null : lanes.NewSample(wanted);
    }

    /// <summary>Hands a request that has ended to the shadows that want it.</summary>
    /// <param name="table">What was served when it came.</param>
    /// <param name="model">The model in it.</param>
    /// <param name="sample">What was copied.</param>
    public static void Offer(ServingTable table, ServedModel model, ShadowSample sample)
    {
        // Once a shadow has it, it may be another request's soon.
        var (lanes, wanted, primary) = (sample.Lanes, sample.Wanted, sample.Primary);
        for (var i = 0; wanted != 0; i++, wanted >>= 1)
        {
            if ((wanted & 1) == 0) continue;
            var version = lanes.VersionOf(table, model, i);
            if (version is null) lanes.All[i].Drop(ShadowDrop.NotReady);
            else if (version != primary && lanes.All[i].Offer(sample, version) is { } free) lanes.Keep(free);
        }
    }

    private IEnumerable<Measurement<long>> Sampled() =>
        from lane in All()
        select new Measurement<long>(lane.Tally.Sampled, new("model", lane.Model), new("shadow", lane.Policy.Name));

    private IEnumerable<Measurement<long>> Dropped() =>
        from lane in All()
        from reason in Enum.GetValues<ShadowDrop>()
        let count = lane.Tally.DroppedFor(reason)
        where count > 0
        select new Measurement<long>(count, new("model", lane.Model), new("shadow", lane.Policy.Name), new("reason", NameOf(reason)));

    private static string NameOf(ShadowDrop reason) => reason switch
    {
        ShadowDrop.QueueFull => "queue_full",
        ShadowDrop.TooManyBytes => "too_many_bytes",
        ShadowDrop.TooLate => "too_late",
        ShadowDrop.NotReady => "not_ready",
        _ => "unsuited",
    };

    private IEnumerable<ShadowLane> All() => _lanes.SelectMany(lanes => lanes?.All ?? []);

    public void Dispose()
    {
        lock (_change)
            foreach (var lanes in _lanes)
                foreach (var lane in lanes?.All ?? []) lane.End();
    }

    /// <summary>A model would be compared with itself, as after a promotion.</summary>
    private static bool IsPrimary(ServedModel model, int shadow) =>
        shadow < model.ShadowVersions.Length && model.ShadowVersions[shadow] is { } version && model.Primary?.Id.Version == version;

    private ShadowLanes? LanesOf(ServedModel model)
    {
        if (model.Traffic is not { } traffic) return null;
        return Volatile.Read(ref _lanes[model.Registration.Ordinal]) is { } lanes && lanes.Traffic == traffic ? lanes : Change(model, traffic);
    }

    private ShadowLanes? Change(ServedModel model, ServedTraffic traffic)
    {
        lock (_change)
        {
            ref var lanes = ref _lanes[model.Registration.Ordinal];
            if (lanes?.Traffic == traffic) return lanes;
            // A request that took its table before the last change: it must not bring back what has gone.
            if (_serving.Current.Models[model.Registration.Ordinal].Traffic != traffic) return null;
            var before = lanes?.All ?? [];
            var after = new ShadowLane[traffic.Policy.Shadows.Length];
            var others = new ModelRegistration?[after.Length];
            for (var i = 0; i < after.Length; i++)
            {
                var policy = traffic.Policy.Shadows[i];
                // Another sample goes on with the same report; whatever else changes begins a new one.
                after[i] = Array.Find(before, lane => lane.Policy with { SamplePercent = policy.SamplePercent } == policy)
                    ?? new(model.Registration, policy, traffic.Policy.Salt, _executor, _time);
                after[i].SamplePercent = policy.SamplePercent;
                if (policy.Target.Model is { } other && _serving.TryFind(other, out var registration)) others[i] = registration;
            }
            foreach (var lane in before)
                if (!after.Contains(lane)) lane.End();
            Volatile.Write(ref lanes, new(model.Registration, traffic, after, others));
            return lanes;
        }
    }
}
