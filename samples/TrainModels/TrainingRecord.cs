using System.Text.Json;

namespace TrainModels;

/// <summary>Writes down what was trained on what, and how good it is. It holds no time, so that training again changes nothing.</summary>
internal static class TrainingRecord
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    public static void Save(string path, ulong seed, IReadOnlyList<LabelledPayment> training, IReadOnlyList<LabelledPayment> test, IEnumerable<TrainedModel> models)
    {
        var record = new
        {
            schema = 1,
            model = "fraud",
            trainer = "ML.NET 5.0.1",
            seed,
            features = Payment.FeatureNames,
            training = Describe(training),
            test = Describe(test),
            aucOfTheGeneratingRule = Math.Round(RankingQuality.AreaUnderRoc(test, FraudRule.LogOdds), 4),
            versions = models.ToDictionary(model => model.Version, model => new
            {
                algorithm = model.Algorithm,
                auc = Math.Round(model.Metrics.AreaUnderRocCurve, 4),
                areaUnderPrecisionRecall = Math.Round(model.Metrics.AreaUnderPrecisionRecallCurve, 4),
                logLoss = Math.Round(model.Metrics.LogLoss, 4),
                largestDifferenceFromTrainer = model.LargestDifference,
                bytes = model.Onnx.Length,
            }),
        };
        File.WriteAllText(path, JsonSerializer.Serialize(record, Indented) + "\n");
    }

    public static double FraudRate(IReadOnlyList<LabelledPayment> payments) => payments.Count(payment => payment.Fraud) / (double)payments.Count;

    private static object Describe(IReadOnlyList<LabelledPayment> payments) => new { rows = payments.Count, fraudRate = Math.Round(FraudRate(payments), 4) };
}
