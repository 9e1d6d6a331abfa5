using InferenceKit.Sessions.Rows;

namespace InferenceKit.Sessions.Onnx.Outputs;

/// <summary>
/// Which outputs of a batch write into memory reserved before the run: those whose shape the signature tells, and that runs are known to
/// write. As long as that is not known, the first run shows it; see <see cref="OutputProof"/>.
/// </summary>
internal sealed class OutputPlan
{
    private readonly OutputRows[] _outputs;
    private readonly bool[] _isReserved;

    public OutputPlan(ModelSignature signature, OutputRows[] outputs, int capacity, OutputProof proof)
    {
        _outputs = outputs;
        _isReserved = new bool[outputs.Length];
        var written = proof.Written;
        try
        {
            for (var i = 0; i < outputs.Length; i++)
            {
                if (written is { } known && !known[i]) continue;
                if (RowShapeOf(signature, outputs[i].Spec) is not { } rowShape) continue;
                outputs[i].Reserve(rowShape, capacity);
                _isReserved[i] = true;
            }
        }
        catch
        {
            foreach (var output in outputs) output.Release();
            throw;
        }
        IsProven = written is not null || !IsAnyReserved;
        Note();
    }

    /// <summary>Whether runs are known to write all that is reserved.</summary>
    public bool IsProven { get; private set; }

    public bool IsAllReserved { get; private set; }

    public bool IsAnyReserved => Array.Exists(_isReserved, r => r);

    public bool IsReserved(int output) => _isReserved[output];

    /// <summary>Keeps what runs are known to write; the runtime makes the others.</summary>
    /// <returns>Whether anything is not reserved any more, so that bindings have to be made anew.</returns>
    public bool Keep(bool[] written)
    {
        var isChanged = false;
        for (var i = 0; i < _isReserved.Length; i++)
        {
            if (!_isReserved[i] || written[i]) continue;
            isChanged = true;
            _isReserved[i] = false;
            _outputs[i].Release();
        }
        IsProven = true;
        Note();
        return isChanged;
    }

    private void Note() => IsAllReserved = Array.TrueForAll(_isReserved, r => r);

    private static long[]? RowShapeOf(ModelSignature signature, ValueSpec spec)
    {
        if (spec.Kind != ValueKind.Tensor || spec.IsOptional || !spec.HasKnownRank || ElementTypes.SizeOf(spec.ElementType) == 0) return null;
        // An output that is an input: a run returns the input itself, and writes nothing.
        if (signature.TryIndexOfInput(spec.Name, out _)) return null;
        var first = signature.SharesRuns ? 1 : 0;
        var sizes = new long[Math.Max(0, spec.Shape.Count - first)];
        for (var i = 0; i < sizes.Length; i++)
        {
            if (spec.Shape[first + i] is not { } size) return null;
            sizes[i] = size;
        }
        return sizes;
    }
}
