using System.Diagnostics;
using System.Globalization;
using InferenceKit;
using Microsoft.Extensions.DependencyInjection;

// The same as ColdStart.Raw, with the library: service collection, start, one prediction.
if (args.Length != 3)
{
    Console.Error.WriteLine("usage: ColdStart.Kit MODEL.onnx INPUT_NAME ROW_LENGTH");
    return 2;
}

var width = int.Parse(args[2], CultureInfo.InvariantCulture);
var services = new ServiceCollection();
services.AddInference().AddModel<float[], float>(
    "model",
    static (row, writer) => writer.Write<float>(0, row),
    static reader => reader.Row<float>(0)[0],
    model => model.FromFile(args[0]));
await using var provider = services.BuildServiceProvider();
await provider.StartInferenceAsync();
var predictor = provider.GetRequiredService<IPredictor<float[], float>>();
var first = (await predictor.PredictAsync(new float[width])).Value;
Console.WriteLine(Stopwatch.GetTimestamp().ToString(CultureInfo.InvariantCulture));
return float.IsNaN(first) ? 1 : 0;
