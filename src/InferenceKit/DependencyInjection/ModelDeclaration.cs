using InferenceKit.Runtime;

namespace InferenceKit.DependencyInjection;

/// <summary>What code has said of one model so far; several calls may add to it.</summary>
internal sealed class ModelDeclaration(string name)
{
    /// <summary>As it was first written.</summary>
    public string Name { get; } = name;

    public List<CodecRegistration> Codecs { get; } = [];

    /// <summary>Gives the model's bytes, where code brings them along; null for a file or the repository.</summary>
    public Func<ReadOnlyMemory<byte>>? Bytes { get; set; }
}
