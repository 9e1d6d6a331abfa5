using InferenceKit.Benchmarks.Scenarios;

namespace InferenceKit.Benchmarks.CommandLine;

/// <summary>What is shown when nothing was asked for, or something unknown.</summary>
internal static class Usage
{
    public static string Text { get; } =
        $"""
        Usage, after `dotnet run -c Release --project benchmarks/InferenceKit.Benchmarks --`:

          report [--quick] [--only NAME[,NAME]] [--json FILE] [--self-check]
              Runs the named scenarios and prints each figure with its 95 % interval and its target.
              --quick       under 20 seconds a scenario
              --only        these scenarios
              --json        also writes the lines to a file
              --self-check  puts the hand-written loop in the library's place: shows what this machine can tell apart
          model PATH.onnx [--quick] [--json FILE] [--dim NAME=SIZE]
              What the library adds to a model of yours.
          inspect PATH.onnx
              The model's inputs and outputs, and a codec to paste.
          anything else
              Goes to BenchmarkDotNet, for example: --filter '*PredictOneRow*'

        Scenarios:
        {string.Join(Environment.NewLine, ScenarioCatalog.All.Select(s => $"  {s.Name,-18} {s.Summary}"))}

        Exit code: 0, or 1 when a target was missed or a scenario broke off, or 2 when the command line cannot be followed.
        """;
}
