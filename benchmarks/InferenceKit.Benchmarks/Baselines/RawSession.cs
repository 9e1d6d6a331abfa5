using InferenceKit.Benchmarks.Models;
using Microsoft.ML.OnnxRuntime;

namespace InferenceKit.Benchmarks.Baselines;

/// <summary>
/// ONNX Runtime as a careful author would set it up inside a service: one thread a run and no spinning,
/// because the callers are the parallelism.
/// </summary>
internal sealed class RawSession : IDisposable
{
    public RawSession(BenchmarkModel model, bool useArena = true)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1, EnableCpuMemArena = useArena };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        Session = new(model.Path, options);

        var (name, input) = Session.InputMetadata.Single();
        InputName = name;
        RowShape = RowOf(input);
        RowLength = (int)RowShape.Aggregate(1L, (length, dimension) => length * dimension);
        TakesManyRows = input.Dimensions[0] < 0;
        Outputs = Session.OutputNames
            .Select(n => new RawOutput(n, Session.OutputMetadata[n].ElementDataType, RowOf(Session.OutputMetadata[n])))
            .ToArray();
        ScoreIndex = Array.FindIndex(Outputs, o => o.Name == model.ScoreOutput);
    }

    public InferenceSession Session { get; }

    public string InputName { get; }

    public long[] RowShape { get; }

    public int RowLength { get; }

    public bool TakesManyRows { get; }

    public RawOutput[] Outputs { get; }

    /// <summary>Which of the outputs holds the score.</summary>
    public int ScoreIndex { get; }

    public void Dispose() => Session.Dispose();

    private static long[] RowOf(NodeMetadata metadata) =>
        metadata.Dimensions.Skip(1).Select(d => d < 0 ? 1L : d).ToArray();
}
