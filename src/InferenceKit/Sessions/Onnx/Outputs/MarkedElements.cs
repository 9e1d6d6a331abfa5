using System.Collections;

namespace InferenceKit.Sessions.Onnx.Outputs;

/// <summary>The elements of an output that a run seems to have left as they were.</summary>
internal sealed class MarkedElements
{
    private readonly BitArray _isMarked;

    private MarkedElements(BitArray isMarked) => _isMarked = isMarked;

    /// <summary>Finds elements that consist of the marker.</summary>
    /// <returns>Null where there are none.</returns>
    public static MarkedElements? Find(ReadOnlySpan<byte> bytes, int elementSize, byte marker)
    {
        if (!bytes.Contains(marker)) return null;
        BitArray? marked = null;
        for (var i = 0; i < bytes.Length / elementSize; i++)
        {
            if (bytes.Slice(i * elementSize, elementSize).ContainsAnyExcept(marker)) continue;
            (marked ??= new(bytes.Length / elementSize))[i] = true;
        }
        return marked is null ? null : new(marked);
    }

    /// <summary>Whether an element is in both.</summary>
    public bool Overlaps(MarkedElements other) =>
        _isMarked.Length == other._isMarked.Length && new BitArray(_isMarked).And(other._isMarked).HasAnySet();
}
