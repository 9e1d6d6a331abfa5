using InferenceKit.ControlPlane.Repository;
using InferenceKit.Serving;

namespace InferenceKit.DependencyInjection;

/// <summary>What code has said of one model so far; several calls may add to it.</summary>
internal sealed class ModelDeclaration(string name)
{
    /// <summary>As it was first written.</summary>
    public string Name { get; } = name;

    public List<CodecRegistration> Codecs { get; } = [];

    /// <summary>Called for routing keys; null without a listener.</summary>
    public Action<Exposure>? Exposed { get; set; }

    /// <summary>Takes out of examples of shadows what must not be kept; null for nothing.</summary>
    public Func<ShadowExample, ShadowExample?>? RedactExample { get; set; }

    /// <summary>
    /// Versions that code brings along, instead of a file or the repository, and what adds each; the bytes of a resource
    /// are read only when it loads.
    /// </summary>
    public Dictionary<ModelVersion, Action<MemoryModelRepository>> Versions { get; } = [];
}
