using System.Globalization;
using InferenceKit.Testing;
using Microsoft.ML;
using TrainModels;

const ulong seed = 20260101;
var output = args.Length > 0 ? args[0] : Path.Combine(Repository(), "samples", "QuickStart");
var folder = Path.Combine(output, "models", "fraud");

var generator = new PaymentGenerator(seed);
var training = generator.Draw(60_000);
var test = generator.Draw(5_000);
Console.WriteLine($"{training.Count} payments to train on ({TrainingRecord.FraudRate(training):P1} fraud), {test.Count} to test on ({TrainingRecord.FraudRate(test):P1} fraud)");
Console.WriteLine($"the rule that drew the labels has an AUC of {RankingQuality.AreaUnderRoc(test, FraudRule.LogOdds):F4} on the test payments: no model can be expected to do better");

var ml = new MLContext(seed: 1);
var trainingRows = ml.Data.LoadFromEnumerable(training.Select(PaymentRow.Of));
var testRows = ml.Data.LoadFromEnumerable(test.Select(PaymentRow.Of));
List<TrainedModel> models =
[
    Finish(1, "logistic regression (L-BFGS)", LogisticRegression.Train(ml, trainingRows), LogisticRegression.ToOnnx),
    Finish(2, "gradient-boosted trees (FastTree)", BoostedTrees.Train(ml, trainingRows), BoostedTrees.ToOnnx),
];

foreach (var model in models)
    Console.WriteLine($"version {model.Version}: {model.Algorithm}, AUC {model.Metrics.AreaUnderRocCurve:F4}, {model.Onnx.Length} bytes, at most {model.LargestDifference:E1} from ML.NET");

// Not a number compares false, so this way round it fails too.
if (!models.TrueForAll(model => model.LargestDifference <= Comparison.Tolerance))
{
    Console.Error.WriteLine($"A model answers otherwise than ML.NET by more than {Comparison.Tolerance:E0}: nothing was written.");
    return 1;
}

foreach (var model in models)
{
    var path = Path.Combine(folder, model.Version.ToString(CultureInfo.InvariantCulture));
    Directory.CreateDirectory(path);
    File.WriteAllBytes(Path.Combine(path, "model.onnx"), model.Onnx);
}

TrainingRecord.Save(Path.Combine(folder, "training.json"), seed, training, test, models);
var header = $"payment_id,card_id,{string.Join(',', Payment.FeatureNames)},fraud";
File.WriteAllText(Path.Combine(output, "payments.csv"), string.Join('\n', [header, .. test.Select(row => row.Payment.ToCsv(row.Fraud)), ""]));
Console.WriteLine($"written to {output}");
return 0;

TrainedModel Finish(int version, string algorithm, ITransformer model, Func<ITransformer, OnnxModelBuilder> toOnnx)
{
    var scored = model.Transform(testRows);
    var metrics = ml.BinaryClassification.Evaluate(scored);
    var onnx = toOnnx(model)
        .Producer("TrainModels")
        .ModelVersion(version)
        .DocString($"Card payment fraud: {algorithm}")
        .Metadata("features", string.Join(',', Payment.FeatureNames))
        .Metadata("auc", metrics.AreaUnderRocCurve.ToString("F4", CultureInfo.InvariantCulture))
        .Build();
    return new TrainedModel(version, algorithm, onnx, metrics, Comparison.LargestDifference(onnx, scored, test));
}

static string Repository()
{
    var folder = new DirectoryInfo(AppContext.BaseDirectory);
    while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "InferenceKit.sln")))
        folder = folder.Parent;

    return folder?.FullName ?? throw new InvalidOperationException("Run from the repository, or name the folder to write to.");
}
