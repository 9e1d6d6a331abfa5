using System.Globalization;

namespace InferenceKit.Testing.Conformance;

/// <summary>The parts that the typed check and the check on values share.</summary>
internal static class ConformanceModes
{
    /// <summary>Every mode of batching, the simplest first.</summary>
    public static readonly BatchingMode[] All = [BatchingMode.Off, BatchingMode.Auto, BatchingMode.Fixed];

    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public static void Check(ConformanceOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Callers, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Requests, 0, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(options.MaxDuration.Ticks, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(options.Tolerance, nameof(options));
    }

    /// <exception cref="ArgumentException">There are no samples.</exception>
    public static T[] ToArray<T>(IEnumerable<T> samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        T[] all = [.. samples];
        return all.Length > 0 ? all : throw new ArgumentException("There is no sample to check the model with.", nameof(samples));
    }

    public static string Describe(string form, BatchingMode mode, ConformanceOptions options) =>
        string.Create(CultureInfo.InvariantCulture, $"{form}, Batching:Mode={mode}, {options.Callers} callers");

    public static Task RunOnValuesAsync(
        ConformanceHost host, IReadOnlyList<NamedValue>[] samples, RawAnswer[] expected, string way, ConformanceOptions options, DifferenceLog log, CancellationToken cancellationToken)
    {
        var comparison = new OutputComparison(options.Tolerance);
        var client = host.Client;
        return new CallerLoad(options, samples.Length, cancellationToken).RunAsync(async sample =>
        {
            var (difference, isFailure) = await AskAsync(client, samples[sample], expected[sample], comparison, cancellationToken).ConfigureAwait(false);
            log.Add(way, sample, difference, isFailure);
        });
    }

    private static async Task<(string? Difference, bool IsFailure)> AskAsync(
        IInferenceClient client, IReadOnlyList<NamedValue> sample, RawAnswer expected, OutputComparison comparison, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await client.InferAsync(new(ConformanceHost.Model, [.. sample]), cancellationToken).ConfigureAwait(false);
            return (expected.Problem is { } problem
                ? $"it was answered, and ONNX Runtime fails: {problem}"
                : comparison.Find(expected.Outputs, response.Outputs), false);
        }
        catch (InferenceException e)
        {
            return (expected.Problem is null ? $"it failed, and ONNX Runtime answers: {e.Failure}" : null, true);
        }
    }
}
