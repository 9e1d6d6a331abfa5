using InferenceKit.Benchmarks.CommandLine;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace InferenceKit.Benchmarks.UserModels;

/// <summary>The user's model in a raw session, with every dimension of its inputs resolved.</summary>
internal sealed class UserSession : IDisposable
{
    /// <summary>For a dynamic dimension that no argument names.</summary>
    public const long DefaultSize = 8;

    /// <param name="path">The model.</param>
    /// <param name="sizes">Sizes of dynamic dimensions by their name in the model.</param>
    /// <param name="scoreOutput">The output whose first value is the score. Default: null, the first of numbers.</param>
    /// <param name="useArena">Whether runs allocate from an arena.</param>
    /// <param name="threads">Threads within a run.</param>
    public UserSession(string path, IReadOnlyDictionary<string, long> sizes, string? scoreOutput = null, bool useArena = true, int threads = 1)
    {
        using var options = new SessionOptions { IntraOpNumThreads = threads, InterOpNumThreads = 1, EnableCpuMemArena = useArena };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        Session = new(path, options);
        Inputs = Session.InputNames.Select(name => Resolve(name, Session.InputMetadata[name], sizes)).ToArray();
        TakesManyRows = Session.InputMetadata.Values.Concat(Session.OutputMetadata.Values).All(HasRows);
        ScoreOutput = scoreOutput ?? Session.OutputNames.FirstOrDefault(IsNumber)
            ?? throw new UsageException("None of the model's outputs is a tensor of numbers, so there is nothing to compare.");
    }

    public InferenceSession Session { get; }

    public IReadOnlyList<UserInput> Inputs { get; }

    public string ScoreOutput { get; }

    /// <summary>Whether the first dimension of every input and output is open.</summary>
    public bool TakesManyRows { get; }

    public void Dispose() => Session.Dispose();

    /// <summary>ONNX's own codes are the same in both enumerations.</summary>
    public static TensorElementType TypeOf(UserInput input) => (TensorElementType)(int)input.Type;

    private static bool HasRows(NodeMetadata metadata) =>
        metadata is { OnnxValueType: OnnxValueType.ONNX_TYPE_TENSOR, Dimensions: [< 0, ..] };

    private bool IsNumber(string output) =>
        Session.OutputMetadata[output] is { OnnxValueType: OnnxValueType.ONNX_TYPE_TENSOR } metadata
        && ScoreReader.Suits((ElementType)(int)metadata.ElementDataType);

    private static UserInput Resolve(string name, NodeMetadata metadata, IReadOnlyDictionary<string, long> sizes)
    {
        if (metadata.OnnxValueType != OnnxValueType.ONNX_TYPE_TENSOR || metadata.IsString)
            throw new UsageException($"Input '{name}' is no tensor of numbers, so rows for it cannot be made up.");

        var rows = metadata.Dimensions is [< 0, ..] ? metadata.SymbolicDimensions[0] : null;
        var shape = metadata.Dimensions.Select((size, i) => size >= 0 ? size : SizeOf(metadata.SymbolicDimensions[i], i)).ToArray();
        return new(name, (ElementType)(int)metadata.ElementDataType, shape);

        long SizeOf(string symbol, int axis) =>
            symbol.Length > 0 && sizes.TryGetValue(symbol, out var size) ? size
            : axis == 0 || (symbol.Length > 0 && symbol == rows) ? 1
            : DefaultSize;
    }
}
