namespace InferenceKit.Serving.Traffic;

/// <summary>What a variant or a shadow is; validated, immutable.</summary>
/// <param name="Model">Another model's name; null for a version of the same model.</param>
/// <param name="Version">A version selector's text; null for another model.</param>
internal sealed record RouteTarget(string? Model, string? Version)
{
    /// <summary>As messages speak of it.</summary>
    public override string ToString() => Model is null ? $"version '{Version}'" : $"model '{Model}'";
}
