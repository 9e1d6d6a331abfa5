namespace InferenceKit.Testing;

/// <summary>A decision tree: a leaf, or a split with a tree on each side. Immutable.</summary>
/// <example><c>OnnxTree.Split(feature: 0, threshold: 0.5f, OnnxTree.Leaf(-1f), OnnxTree.Leaf(1f))</c></example>
public sealed class OnnxTree
{
    private readonly OnnxLeafWeight[] _weights;

    private OnnxTree(OnnxLeafWeight[] weights) => _weights = weights;

    /// <summary>Whether the tree is only a leaf.</summary>
    public bool IsLeaf => IfTrue is null;

    /// <summary>The column that the split reads; 0 for a leaf.</summary>
    public int Feature { get; private init; }

    /// <summary>What the split compares it with; 0 for a leaf.</summary>
    public float Threshold { get; private init; }

    /// <summary>How the split compares them.</summary>
    public OnnxTreeMode Mode { get; private init; }

    /// <summary>Whether a feature that is not a number counts as true.</summary>
    public bool MissingIsTrue { get; private init; }

    /// <summary>Where a row goes for which the comparison holds; null for a leaf.</summary>
    public OnnxTree? IfTrue { get; private init; }

    /// <summary>Where the other rows go; null for a leaf.</summary>
    public OnnxTree? IfFalse { get; private init; }

    /// <summary>What a leaf votes; empty for a split.</summary>
    public IReadOnlyList<OnnxLeafWeight> Weights => _weights;

    /// <summary>A leaf that votes this for target or class 0.</summary>
    public static OnnxTree Leaf(float weight) => Leaf([new OnnxLeafWeight(0, weight)]);

    /// <summary>A leaf that votes for several targets or classes.</summary>
    /// <exception cref="ArgumentException">No weight came.</exception>
    public static OnnxTree Leaf(params ReadOnlySpan<OnnxLeafWeight> weights)
    {
        // The written model tells leaves from splits by their weights alone, so a leaf needs one.
        if (weights.IsEmpty)
            throw new ArgumentException("A leaf needs at least one weight.", nameof(weights));

        return new OnnxTree(weights.ToArray());
    }

    /// <summary>A split.</summary>
    /// <param name="feature">The column to read, from 0.</param>
    /// <param name="threshold">What to compare it with.</param>
    /// <param name="ifTrue">Where rows go for which the comparison holds.</param>
    /// <param name="ifFalse">Where the others go.</param>
    /// <param name="mode">How to compare.</param>
    /// <param name="missingIsTrue">Whether a feature that is not a number counts as true.</param>
    /// <exception cref="ArgumentException">The feature is negative, or a side is null.</exception>
    public static OnnxTree Split(
        int feature,
        float threshold,
        OnnxTree ifTrue,
        OnnxTree ifFalse,
        OnnxTreeMode mode = OnnxTreeMode.LessOrEqual,
        bool missingIsTrue = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(feature);
        ArgumentNullException.ThrowIfNull(ifTrue);
        ArgumentNullException.ThrowIfNull(ifFalse);
        return new OnnxTree([])
        {
            Feature = feature,
            Threshold = threshold,
            Mode = mode,
            MissingIsTrue = missingIsTrue,
            IfTrue = ifTrue,
            IfFalse = ifFalse,
        };
    }
}
