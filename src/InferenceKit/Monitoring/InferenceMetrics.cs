using System.Diagnostics.Metrics;
using InferenceKit.Serving;

namespace InferenceKit.Monitoring;

/// <summary>
/// All instruments of the meter <c>InferenceKit</c>. Durations in seconds; boundaries from 10 us, because the defaults
/// of OpenTelemetry (from 5 ms in seconds' terms far too coarse) put every prediction into one bucket.
/// </summary>
internal sealed class InferenceMetrics
{
    public const string MeterName = "InferenceKit";

    private static readonly double[] Boundaries =
    [
        0.00001, 0.000025, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
    ];

    private readonly Histogram<double>? _duration;
    private readonly Histogram<double>? _loadDuration;
    private readonly Histogram<int>? _size;
    private readonly Histogram<double>? _wait;
    private readonly Counter<long>? _loads;
    private readonly Counter<long>? _swaps;
    private readonly Counter<long>? _fallbacks;
    private Func<IEnumerable<Measurement<long>>>? _sampled;
    private Func<IEnumerable<Measurement<long>>>? _dropped;

    public InferenceMetrics(IMeterFactory meters, ServingState serving)
    {
        var meter = meters.Create(MeterName);
        _duration = Make(() => meter.CreateHistogram(
            "inferencekit.prediction.duration", "s", "Time from a request's arrival to its answer.", tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = Boundaries }));
        _loadDuration = Make(() => meter.CreateHistogram(
            "inferencekit.model.load.duration", "s", "Time to stage, load, verify and warm up a version.", tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300] }));
        _loads = Make(() => meter.CreateCounter<long>("inferencekit.model.loads", "{load}", "Versions loaded, or not, by outcome."));
        _swaps = Make(() => meter.CreateCounter<long>("inferencekit.model.swaps", "{swap}", "Times a model's traffic went over to another version."));
        _fallbacks = Make(() => meter.CreateCounter<long>("inferencekit.fallback.steps", "{step}", "Steps of fallback chains taken, by what the first attempt failed for and how the step ended."));
        Make(() => meter.CreateObservableGauge(
            "inferencekit.circuit.state", () => Circuits(serving), "{state}", "Circuit breakers: 0 closed, 1 open, 2 half open, 3 isolated."));
        _size = Make(() => meter.CreateHistogram(
            "inferencekit.batch.size", "{row}", "Rows of a run that the scheduler formed.", tags: null,
            new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024] }));
        _wait = Make(() => meter.CreateHistogram(
            "inferencekit.queue.duration", "s", "Time that the first row of a run has waited.", tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = Boundaries }));
        Make(() => meter.CreateObservableCounter("inferencekit.batch.releases", () => Releases(serving), "{run}", "Runs that the scheduler formed, by reason."));
        Make(() => meter.CreateObservableCounter(
            "inferencekit.prediction.abandoned", () => Abandoned(serving), "{request}", "Requests that were answered while their run went on."));
        Make(() => meter.CreateObservableCounter(
            "inferencekit.run.stopped", () => Stopped(serving), "{run}", "Runs that were asked to stop, at a deadline, a limit or when no caller waited any more."));
        Make(() => meter.CreateObservableUpDownCounter(
            "inferencekit.run.zombies", () => StuckRuns(serving), "{run}", "Runs that were asked to stop and do not end."));
        Make(() => meter.CreateObservableUpDownCounter(
            "inferencekit.prediction.in_flight", () => InFlight(serving), "{run}", "Leases held on versions in service."));
        Make(() => meter.CreateObservableUpDownCounter(
            "inferencekit.prediction.waiting", () => Waiting(serving), "{row}", "Rows that wait for a slot."));
        Make(() => meter.CreateObservableCounter(
            "inferencekit.shadow.sampled", () => _sampled?.Invoke() ?? [], "{request}", "Requests of the primary that a shadow was to see."));
        Make(() => meter.CreateObservableCounter(
            "inferencekit.shadow.dropped", () => _dropped?.Invoke() ?? [], "{request}", "Those of them that it did not see, by reason."));
    }

    /// <summary>Counts what shadows do. The owner of the shadows calls it once.</summary>
    public void ObserveShadows(Func<IEnumerable<Measurement<long>>> sampled, Func<IEnumerable<Measurement<long>>> dropped) =>
        (_sampled, _dropped) = (sampled, dropped);

    public VersionInstruments For(ModelId id) => new(_duration, new(_size, _wait, id), id);

    /// <summary>Records a request that failed before a version was chosen.</summary>
    public void Refused(string model, InferenceError error, double seconds)
    {
        if (_duration is not { Enabled: true }) return;
        try
        {
            _duration.Record(seconds, new("model", model), new("version", null), new("outcome", OutcomeNames.At(OutcomeNames.Of(error))));
        }
#pragma warning disable CA1031 // As of the others.
        catch (Exception)
        {
        }
#pragma warning restore CA1031
    }

    /// <summary>As above; null when the caller gave up.</summary>
    public void Refused(string model, InferenceFailure? failure, double seconds)
    {
        if (failure is not null) Refused(model, failure.Error, seconds);
    }

    /// <summary>Records a step that a request took down its chain; null for a success.</summary>
    public void FellBack(string model, int step, FallbackReason reason, InferenceError? error)
    {
        if (_fallbacks is not { Enabled: true } fallbacks) return;
        Safely(() => fallbacks.Add(
            1, new("model", model), new("step", step), new("reason", OutcomeNames.Of(reason)), new("outcome", OutcomeNames.At(error is { } e ? OutcomeNames.Of(e) : OutcomeNames.Success))));
    }

    public void Loaded(ModelId id, bool succeeded, double seconds) => Safely(() =>
    {
        var outcome = new KeyValuePair<string, object?>("outcome", succeeded ? "success" : "failure");
        _loads?.Add(1, new("model", id.Name), new("version", id.Version.ToString()), outcome);
        _loadDuration?.Record(seconds, new("model", id.Name), new("version", id.Version.ToString()), outcome);
    });

    public void Swapped(ModelId to) => Safely(() => _swaps?.Add(1, new("model", to.Name), new("version", to.Version.ToString())));

    /// <summary>Makes an instrument, which calls its listeners. An instrument whose listener throws is left out.</summary>
    private static T? Make<T>(Func<T> make)
        where T : class
    {
        try
        {
            return make();
        }
#pragma warning disable CA1031 // The listener is the host's code, and its exception must not keep the host from starting.
        catch (Exception)
        {
            return null;
        }
#pragma warning restore CA1031
    }

    /// <summary>A listener that throws must not cost a version its load or a rollout its next step.</summary>
    private static void Safely(Action record)
    {
        try
        {
            record();
        }
#pragma warning disable CA1031 // The listener is the host's code, and anything may come out of it.
        catch (Exception)
        {
        }
#pragma warning restore CA1031
    }

    private static IEnumerable<Measurement<long>> Releases(ServingState serving) =>
        from model in serving.Current.Models
        from version in model.Versions
        from reason in Enumerable.Range(0, ReleaseReasonNames.Count)
        let runs = version.Instruments.Runs
        where runs.Releases(reason) > 0
        select new Measurement<long>(runs.Releases(reason), runs.TagsOf(reason));

    private static IEnumerable<Measurement<long>> Abandoned(ServingState serving) =>
        from model in serving.Current.Models
        from version in model.Versions
        select new Measurement<long>(version.Instruments.Runs.Abandoned, version.Instruments.Runs.Tags);

    private static IEnumerable<Measurement<int>> Circuits(ServingState serving) =>
        from model in serving.Current.Models
        from version in model.Versions
        select new Measurement<int>((int)version.Breaker.State, version.Instruments.Runs.Tags);

    private static IEnumerable<Measurement<long>> Stopped(ServingState serving) =>
        from model in serving.Current.Models
        from version in model.Versions
        select new Measurement<long>(version.Instruments.Runs.Stopped, version.Instruments.Runs.Tags);

    // Those of versions that traffic has left, too: they hold threads and memory like the others.
    private static IEnumerable<Measurement<int>> StuckRuns(ServingState serving) =>
        from version in serving.LiveVersions
        group version by version.Id into same
        select new Measurement<int>(same.Sum(v => v.Service.StuckRuns), same.First().Instruments.Runs.Tags);

    private static IEnumerable<Measurement<int>> InFlight(ServingState serving) =>
        from model in serving.Current.Models
        from version in model.Versions
        select new Measurement<int>(version.InFlight, new("model", model.Name), new("version", version.Id.Version.ToString()));

    private static IEnumerable<Measurement<int>> Waiting(ServingState serving) =>
        from model in serving.Current.Models
        select new Measurement<int>(model.Versions.Sum(v => v.Queue.Rows), new KeyValuePair<string, object?>("model", model.Name));
}
