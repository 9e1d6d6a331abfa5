using System.Collections.Concurrent;

namespace InferenceKit.Testing;

/// <summary>The fake models of one service collection.</summary>
internal sealed class FakeModels : ConcurrentDictionary<ModelId, FakeModel>
{
    public FakeModels() : base(new IgnoringCase()) { }

    private sealed class IgnoringCase : IEqualityComparer<ModelId>
    {
        public bool Equals(ModelId? x, ModelId? y) =>
            x is null || y is null ? ReferenceEquals(x, y) : x.Version == y.Version && StringComparer.OrdinalIgnoreCase.Equals(x.Name, y.Name);

        public int GetHashCode(ModelId id) => HashCode.Combine(StringComparer.OrdinalIgnoreCase.GetHashCode(id.Name), id.Version);
    }
}
