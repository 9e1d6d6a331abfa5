using InferenceKit.Runtime;

namespace InferenceKit.DependencyInjection;

/// <summary>What code has said of one model so far; several calls may add to it.</summary>
internal sealed class ModelDeclaration(string name)
{
    /// <summary>As it was first written.</summary>
    public string Name { get; } = name;

    public List<CodecRegistration> Codecs { get; } = [];

    /// <summary>Versions that code brings along, instead of a file or the repository.</summary>
    public Dictionary<ModelVersion, EmbeddedModel> Versions { get; } = [];
}
