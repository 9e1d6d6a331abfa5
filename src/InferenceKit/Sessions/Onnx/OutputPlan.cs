using InferenceKit.Sessions.Rows;

namespace InferenceKit.Sessions.Onnx;

/// <summary>Which outputs write into memory reserved before the run, because the signature tells their shape.</summary>
internal sealed class OutputPlan
{
    private readonly bool[] _isReserved;

    /// <param name="signature">The session's.</param>
    /// <param name="outputs">Where they are read.</param>
    /// <param name="capacity">Most rows of a run.</param>
    /// <param name="isMadeByRuntime">Whether nothing is reserved.</param>
    /// <param name="isUnwritten">Whether runs were seen to leave what was bound for an output as it was.</param>
    public OutputPlan(ModelSignature signature, OutputRows[] outputs, int capacity, bool isMadeByRuntime, Func<int, bool> isUnwritten)
    {
        _isReserved = new bool[outputs.Length];
        if (isMadeByRuntime) return;
        for (var i = 0; i < outputs.Length; i++)
        {
            // What is an input as well is passed through: the runtime never writes it.
            if (signature.TryIndexOfInput(outputs[i].Spec.Name, out _) || isUnwritten(i)) continue;
            if (RowShapeOf(outputs[i].Spec, signature.SharesRuns) is not { } rowShape) continue;
            outputs[i].Reserve(rowShape, capacity);
            _isReserved[i] = true;
        }
        IsAllReserved = Array.TrueForAll(_isReserved, r => r);
    }

    public bool IsAllReserved { get; private set; }

    /// <summary>Outputs have come in another shape than was reserved for: the runtime makes all of them from now on.</summary>
    public void ReserveNothing()
    {
        Array.Clear(_isReserved);
        IsAllReserved = false;
    }

    /// <summary>The runtime makes this output from now on.</summary>
    public void Release(int output)
    {
        _isReserved[output] = false;
        IsAllReserved = false;
    }

    public bool IsAnyReserved => Array.Exists(_isReserved, r => r);

    public bool IsReserved(int output) => _isReserved[output];

    private static long[]? RowShapeOf(ValueSpec spec, bool hasRows)
    {
        if (spec.Kind != ValueKind.Tensor || spec.IsOptional || !spec.HasKnownRank || ElementTypes.SizeOf(spec.ElementType) == 0) return null;
        var first = hasRows ? 1 : 0;
        var sizes = new long[Math.Max(0, spec.Shape.Count - first)];
        for (var i = 0; i < sizes.Length; i++)
        {
            if (spec.Shape[first + i] is not { } size) return null;
            sizes[i] = size;
        }
        return sizes;
    }
}
