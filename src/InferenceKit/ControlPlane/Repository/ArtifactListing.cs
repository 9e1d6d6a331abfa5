namespace InferenceKit.ControlPlane.Repository;

/// <summary>
/// A listing that is there already. A class by hand, because it is read at every start: the framework's conversion loads
/// an assembly of its own.
/// </summary>
internal sealed class ArtifactListing(IReadOnlyList<ModelArtifact> artifacts) : IAsyncEnumerable<ModelArtifact>
{
    public IAsyncEnumerator<ModelArtifact> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        new Enumerator(artifacts, cancellationToken);

    private sealed class Enumerator(IReadOnlyList<ModelArtifact> artifacts, CancellationToken cancellationToken) : IAsyncEnumerator<ModelArtifact>
    {
        private int _at = -1;

        public ModelArtifact Current => artifacts[_at];

        public ValueTask<bool> MoveNextAsync()
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new(++_at < artifacts.Count);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
