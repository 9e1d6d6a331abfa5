namespace InferenceKit;

/// <summary>How far a model's graph is rewritten while it loads.</summary>
public enum GraphOptimization
{
    /// <summary>Not at all.</summary>
    None,
    /// <summary>Constant folding, redundant nodes.</summary>
    Basic,
    /// <summary>Also fusions of nodes.</summary>
    Extended,
    /// <summary>Also memory layout.</summary>
    All,
}
