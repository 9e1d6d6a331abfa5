using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.OnnxRuntime;

// The least a program can do between its start and a first prediction with ONNX Runtime.
// The parent process compares the timestamp printed here with its own: the clock is the machine's, not the process's.
if (args.Length != 3)
{
    Console.Error.WriteLine("usage: ColdStart.Raw MODEL.onnx INPUT_NAME ROW_LENGTH");
    return 2;
}

var width = int.Parse(args[2], CultureInfo.InvariantCulture);
using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
using var session = new InferenceSession(args[0], options);
using var run = new RunOptions();
using var input = OrtValue.CreateTensorValueFromMemory(new float[width], [1, width]);
using var outputs = session.Run(run, [args[1]], [input], session.OutputNames);
var first = outputs[0].GetTensorDataAsSpan<float>()[0];
Console.WriteLine(Stopwatch.GetTimestamp().ToString(CultureInfo.InvariantCulture));
return float.IsNaN(first) ? 1 : 0;
