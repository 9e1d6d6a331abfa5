using System.Collections.Frozen;

namespace InferenceKit.ControlPlane.Repository.Http;

/// <summary>What a repository has: models, their versions, the files of each. Immutable.</summary>
/// <param name="Models">By name, ignoring case.</param>
internal sealed record IndexDocument(FrozenDictionary<string, IndexedModel> Models)
{
    /// <summary>The schema that this library reads and writes.</summary>
    public const int Schema = 1;

    /// <summary>The longest index.</summary>
    public const int MaxBytes = 16 << 20;

    /// <summary>Most versions of all models together.</summary>
    public const int MaxVersions = 10_000;
}
