using System.Collections.Immutable;

namespace InferenceKit.ControlPlane.Repository.Http;

/// <summary>One model as the index has it. Immutable.</summary>
/// <param name="Name">As the index writes it.</param>
/// <param name="Versions">In the order of the index.</param>
internal sealed record IndexedModel(string Name, ImmutableArray<IndexedVersion> Versions);
