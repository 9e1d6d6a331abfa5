using Microsoft.ML.OnnxRuntime;

namespace InferenceKit.Testing.Conformance;

/// <summary>The check of a model with its codec: typed, many rows at once, and on the values that the codec writes.</summary>
internal sealed class TypedConformance<TIn, TOut>
{
    private readonly PredictionCodec<TIn, TOut> _codec;
    private readonly TIn[] _samples;
    private readonly Func<TOut, TOut, bool> _areAlike;
    private readonly ConformanceOptions _options;
    private readonly OutputComparison _comparison;
    private readonly DifferenceLog _log = new();
    private readonly CancellationToken _cancellation;

    private TypedConformance(PredictionCodec<TIn, TOut> codec, TIn[] samples, Func<TOut, TOut, bool> areAlike, ConformanceOptions options, CancellationToken cancellationToken)
    {
        _codec = codec;
        _samples = samples;
        _areAlike = areAlike;
        _options = options;
        _comparison = new(options.Tolerance);
        _cancellation = cancellationToken;
    }

    public static async Task<ConformanceResult> CheckAsync(
        ConformanceModel model, PredictionCodec<TIn, TOut> codec, IEnumerable<TIn> samples, Func<TOut, TOut, bool>? areAlike, ConformanceOptions? options,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(codec);
        options ??= new();
        ConformanceModes.Check(options);
        var all = ConformanceModes.ToArray(samples);
        var tolerance = options.Tolerance;
        var check = new TypedConformance<TIn, TOut>(
            codec, all, areAlike ?? ((expected, actual) => ValueLikeness.AreAlike(expected, actual, tolerance)), options, cancellationToken);
        await check.RunAsync(model).ConfigureAwait(false);
        return check._log.ToResult();
    }

    private async Task RunAsync(ConformanceModel model)
    {
        try
        {
            using var raw = new RawModel(model);
            foreach (var mode in ConformanceModes.All) await RunAsync(model, raw, mode).ConfigureAwait(false);
        }
        catch (OnnxRuntimeException e)
        {
            _log.Add("ONNX Runtime", -1, $"it cannot load the model: {e.Message}");
        }
    }

    private async Task RunAsync(ConformanceModel model, RawModel raw, BatchingMode mode)
    {
        var codec = new ObservingCodec<TIn, TOut>(_codec);
        try
        {
            var host = await ConformanceHost.StartAsync(model, codec, _options.Configure, mode, _cancellation).ConfigureAwait(false);
            await using var _ = host.ConfigureAwait(false);
            var predictor = host.GetPredictor<TIn, ObservedRow<TOut>>();
            // The library decides what a codec sees as a row, so its signature is used. The expected outputs come from ONNX Runtime alone.
            var expected = await Task.Run(() => new SampleRuns<TIn, TOut>(raw, _codec, predictor.Signature).Run(_samples), _cancellation).ConfigureAwait(false);

            await SendAsync(predictor, expected, ConformanceModes.Describe("typed", mode, _options)).ConfigureAwait(false);
            await SendManyAsync(predictor, expected, ConformanceModes.Describe("many rows", mode, _options)).ConfigureAwait(false);
            var ran = expected.Where(e => e.Inputs is not null).ToArray();
            if (ran.Length == 0) return;
            await ConformanceModes.RunOnValuesAsync(
                host, Array.ConvertAll(ran, e => (IReadOnlyList<NamedValue>)e.Inputs!), Array.ConvertAll(ran, e => e.Answer!),
                ConformanceModes.Describe("on values", mode, _options), _options, _log, _cancellation).ConfigureAwait(false);
        }
        catch (InferenceException e)
        {
            _log.Add(ConformanceModes.Describe("typed", mode, _options), -1, $"the model was not loaded, and ONNX Runtime loads it: {e.Failure}");
        }
    }

    private Task SendAsync(IPredictor<TIn, ObservedRow<TOut>> predictor, SampleRun<TOut>[] expected, string way) =>
        new CallerLoad(_options, _samples.Length, _cancellation).RunAsync(async sample =>
        {
            var result = await predictor.TryPredictAsync(_samples[sample], cancellationToken: _cancellation).ConfigureAwait(false);
            var isAnswered = result.TryGet(out var prediction);
            var difference = isAnswered ? Compare(expected[sample], prediction.Value)
                : expected[sample].Problem is null ? $"it failed, and ONNX Runtime answers: {result.Failure}"
                : null;
            _log.Add(way, sample, difference, !isAnswered);
        });

    // One failing sample fails its whole call, so only samples that succeed are sent here.
    private Task SendManyAsync(IPredictor<TIn, ObservedRow<TOut>> predictor, SampleRun<TOut>[] expected, string way)
    {
        var good = Enumerable.Range(0, _samples.Length).Where(i => expected[i].Problem is null).ToArray();
        if (good.Length == 0) return Task.CompletedTask;
        // The rows of all callers together make the number of requests.
        var rows = Math.Clamp(_options.Requests / _options.Callers, good.Length, Math.Max(good.Length, 1000));
        var calls = new ConformanceOptions { Callers = _options.Callers, Requests = _options.Callers, MaxDuration = _options.MaxDuration };
        return new CallerLoad(calls, _options.Callers, _cancellation).RunAsync(async caller =>
        {
            var order = Enumerable.Range(0, rows).Select(i => good[(i + caller) % good.Length]).ToArray();
            var outputs = new ObservedRow<TOut>[rows];
            try
            {
                await predictor.PredictManyAsync(Array.ConvertAll(order, i => _samples[i]), outputs, cancellationToken: _cancellation).ConfigureAwait(false);
            }
            catch (InferenceException e)
            {
                _log.Add(way, -1, $"a call with {rows} rows failed, and ONNX Runtime answers each of them: {e.Failure}");
                return;
            }
            for (var i = 0; i < rows; i++) _log.Add(way, order[i], Compare(expected[order[i]], outputs[i]));
        });
    }

    private string? Compare(SampleRun<TOut> expected, ObservedRow<TOut>? actual)
    {
        if (expected.Problem is { } problem) return $"it was answered, and ONNX Runtime or the codec alone fails: {problem}";
        if (actual is null) return "its row was not answered";
        var outputs = expected.Answer!.Outputs;
        for (var i = 0; i < outputs.Length; i++)
            if (_comparison.FindInRow(outputs[i].Value, actual.Outputs[i]) is { } difference) return $"output '{outputs[i].Name}': {difference}";
        return _areAlike(expected.Value!, actual.Value)
            ? null
            : $"the outputs are right, but the codec made {actual.Value} of them here and {expected.Value} alone: it may not be thread-safe, or keep memory of the run";
    }
}
