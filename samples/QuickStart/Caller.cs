using System.Diagnostics;
using InferenceKit;

namespace QuickStart;

/// <summary>One caller that asks again as soon as it was answered, and keeps account of every answer. Used by one task.</summary>
internal sealed class Caller(IPredictor<Payment, float> predictor, Payment[] payments)
{
    /// <summary>How long each answer took, in ticks of <see cref="Stopwatch"/>.</summary>
    public List<long> Latencies { get; } = [];

    public Dictionary<ModelVersion, int> AnswersByVersion { get; } = [];

    public int Failed { get; private set; }

    public string? FirstFailure { get; private set; }

    public async Task RunAsync(CancellationToken stop)
    {
        for (var i = 0; !stop.IsCancellationRequested; i = (i + 1) % payments.Length)
        {
            var start = Stopwatch.GetTimestamp();
            var result = await predictor.TryPredictAsync(payments[i], cancellationToken: CancellationToken.None);
            Latencies.Add(Stopwatch.GetTimestamp() - start);

            // A failure is a value here; PredictAsync would throw it.
            if (result.TryGet(out var prediction)) Count(prediction.Info.Model.Version);
            else Fail(result.Failure!);
        }
    }

    private void Count(ModelVersion version) =>
        AnswersByVersion[version] = AnswersByVersion.GetValueOrDefault(version) + 1;

    private void Fail(InferenceFailure failure)
    {
        Failed++;
        FirstFailure ??= failure.ToString();
    }
}
