namespace InferenceKit.Serving.Resilience;

/// <summary>A step of a fallback chain; validated, immutable.</summary>
/// <param name="Key">Its place in the order; told to callers.</param>
/// <param name="Kind">What it answers with.</param>
/// <param name="Name">The version selector, the model or the delegate; empty for a constant.</param>
/// <param name="Share">The part of a request's time that is kept back for it, from 0 to 1.</param>
internal sealed record FallbackStep(int Key, FallbackKind Kind, string Name, double Share)
{
    /// <summary>The key of the step that asks the primary in place of a variant.</summary>
    public const int PrimaryKey = -1;

    /// <summary>The variant that it stands for; null for a real step of a chain.</summary>
    public string? Variant { get; init; }

    /// <summary>The outputs of a constant.</summary>
    public ConstantOutputs? Constant { get; init; }

    /// <summary>As messages speak of it.</summary>
    public override string ToString() => Kind switch
    {
        FallbackKind.Version => $"fallback step {Key} (version '{Name}')",
        FallbackKind.Model when Variant is not null => $"variant '{Variant}' (model '{Name}')",
        FallbackKind.Model => $"fallback step {Key} (model '{Name}')",
        FallbackKind.Delegate => $"fallback step {Key} ('{Name}')",
        FallbackKind.Primary => "the primary in place of the variant",
        _ => $"fallback step {Key} (a constant)",
    };
}
