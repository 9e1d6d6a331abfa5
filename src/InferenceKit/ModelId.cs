namespace InferenceKit;

/// <summary>A model and one of its versions. Immutable.</summary>
/// <param name="Name">The model's name; compared ignoring case when looked up.</param>
/// <param name="Version">The version.</param>
public sealed record ModelId(string Name, ModelVersion Version)
{
    /// <summary>Name and version, as in <c>fraud/4</c>.</summary>
    public override string ToString() => $"{Name}/{Version}";
}
