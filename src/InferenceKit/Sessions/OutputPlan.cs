namespace InferenceKit.Sessions;

/// <summary>Which outputs write into memory reserved before the run, because the signature tells their shape.</summary>
internal sealed class OutputPlan
{
    private readonly bool[] _isReserved;

    public OutputPlan(ModelSignature signature, OutputRows[] outputs, int capacity, bool isMadeByRuntime)
    {
        _isReserved = new bool[outputs.Length];
        if (isMadeByRuntime) return;
        for (var i = 0; i < outputs.Length; i++)
        {
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
