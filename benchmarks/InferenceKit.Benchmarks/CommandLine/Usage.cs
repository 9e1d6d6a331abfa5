using InferenceKit.Benchmarks.Models;
using InferenceKit.Benchmarks.Scenarios;

namespace InferenceKit.Benchmarks.CommandLine;

/// <summary>What is shown when nothing was asked for, or something unknown.</summary>
internal static class Usage
{
    public static string Text { get; } =
        $"""
        Usage, after `dotnet run -c Release --project benchmarks/InferenceKit.Benchmarks --`:

          report [--quick] [--only NAME[,NAME]] [--runs N] [--json FILE] [--self-check]
              Runs the named scenarios and prints each figure with its 95 % interval and its target.
              --quick       under half a minute a scenario
              --only        these scenarios
              --runs        each of them so many times
              --json        also writes the lines to a file
              --self-check  puts the hand-written loop in the library's place: shows what this machine can tell apart
          model PATH.onnx [--quick] [--json FILE] [--dim NAME=SIZE]
              What the library adds to a model of yours.
          inspect PATH.onnx
              The model's inputs and outputs, and a codec to paste.
          load MODEL [--rate N | --callers N] [--arrivals poisson|gamma:CV|diurnal] [--seconds S] [--mode auto|fixed|off]
               [--timeout 5ms] [--model MODEL]... [--csv FILE] [--json FILE] [--dim NAME=SIZE]
              Sends requests of one row to a model in the library, and says what became of them and how long they took.
              MODEL         {string.Join(", ", TrafficModels.Names)}, or a path; --model adds one
              --rate        so many a second for each model, at times of their own (open loop)
              --callers     so many for each model, each waiting for its answer (closed loop; 64 where there is no rate)
              --arrivals    independent; in bursts with this coefficient of variation; through the rates of a day
          tune MODEL [--p99 5ms] [--rate N] [--seconds S] [--svg FILE] [--dim NAME=SIZE]
              Tries batch size, threads, arena and concurrency, draws throughput against latency, and prints the settings to paste.
              --p99         the longest wait allowed
              --rate        requests a second to serve; otherwise as many as possible
          anything else
              Goes to BenchmarkDotNet, for example: --filter '*PredictOneRow*'

        Scenarios:
        {string.Join(Environment.NewLine, ScenarioCatalog.All.Select(s => $"  {s.Name,-22} {s.Summary}"))}

        Exit code: 0, or 1 when a target was missed or a scenario broke off, or 2 when the command line cannot be followed.
        """;
}
