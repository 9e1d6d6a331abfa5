using System.Collections.Immutable;

namespace InferenceKit.ControlPlane.Versioning;

/// <summary>
/// What a lock file says: the digest of each version of each model. Models are compared ignoring case and versions as
/// versions; each keeps the text that it was first written with. Immutable.
/// </summary>
internal sealed class ModelLock
{
    private readonly ImmutableSortedDictionary<string, ImmutableSortedDictionary<ModelVersion, string>> _models;

    private ModelLock(ImmutableSortedDictionary<string, ImmutableSortedDictionary<ModelVersion, string>> models) => _models = models;

    public static ModelLock Empty { get; } =
        new(ImmutableSortedDictionary.Create<string, ImmutableSortedDictionary<ModelVersion, string>>(ModelName.Comparer));

    /// <summary>In the order of the file.</summary>
    public IEnumerable<string> Models => _models.Keys;

    /// <summary>How many versions are pinned.</summary>
    public int Count => _models.Values.Sum(v => v.Count);

    /// <summary>The pinned versions of a model with their digests, lowest first.</summary>
    public ImmutableSortedDictionary<ModelVersion, string> Versions(string model) =>
        _models.GetValueOrDefault(model) ?? ImmutableSortedDictionary<ModelVersion, string>.Empty;

    /// <summary>The digest that a version has to have; null when it is not pinned.</summary>
    public string? Find(string model, ModelVersion version) => Versions(model).GetValueOrDefault(version);

    public bool Contains(string model) => _models.ContainsKey(model);

    public ModelLock With(string model, ModelVersion version, string digest)
    {
        var versions = Versions(model);
        if (versions.TryGetKey(version, out var present)) version = present;
        return new(_models.SetItem(AsWritten(model), versions.SetItem(version, digest)));
    }

    /// <summary>Without a version; a model without versions is not written.</summary>
    public ModelLock Without(string model, ModelVersion version)
    {
        var versions = Versions(model).Remove(version);
        return new(versions.IsEmpty ? _models.Remove(model) : _models.SetItem(AsWritten(model), versions));
    }

    private string AsWritten(string model) => _models.TryGetKey(model, out var present) ? present : model;
}
