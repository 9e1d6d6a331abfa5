using Microsoft.ML.OnnxRuntime;

namespace InferenceKit.Testing.Conformance;

/// <summary>The check on values.</summary>
internal static class ValuesConformance
{
    public static async Task<ConformanceResult> CheckAsync(
        ConformanceModel model, IEnumerable<IReadOnlyList<NamedValue>> samples, ConformanceOptions? options, CancellationToken cancellationToken)
    {
        options ??= new();
        ConformanceModes.Check(options);
        var inputs = ConformanceModes.ToArray(samples);
        var log = new DifferenceLog();
        var expected = await Task.Run(() => RunRaw(model, inputs, log), cancellationToken).ConfigureAwait(false);
        if (expected is null) return log.ToResult();

        foreach (var mode in ConformanceModes.All)
        {
            var way = ConformanceModes.Describe("on values", mode, options);
            try
            {
                var host = await ConformanceHost.StartAsync(model, NoCodec.Instance, options.Configure, mode, cancellationToken).ConfigureAwait(false);
                await using var _ = host.ConfigureAwait(false);
                await ConformanceModes.RunOnValuesAsync(host, inputs, expected, way, options, log, cancellationToken).ConfigureAwait(false);
            }
            catch (InferenceException e)
            {
                log.Add(way, -1, $"the model was not loaded, and ONNX Runtime loads it: {e.Failure}");
            }
        }
        return log.ToResult();
    }

    private static RawAnswer[]? RunRaw(ConformanceModel model, IReadOnlyList<NamedValue>[] inputs, DifferenceLog log)
    {
        try
        {
            using var raw = new RawModel(model);
            return Array.ConvertAll(inputs, raw.Run);
        }
        catch (OnnxRuntimeException e)
        {
            log.Add("ONNX Runtime", -1, $"it cannot load the model: {e.Message}");
            return null;
        }
    }
}
