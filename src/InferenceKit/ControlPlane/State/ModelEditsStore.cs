namespace InferenceKit.ControlPlane.State;

/// <summary>Reads and changes a model's edits in the state store.</summary>
internal sealed class ModelEditsStore(IModelStateStore store)
{
    private const int MaxAttempts = 20;

    /// <exception cref="InvalidDataException">The document is not one of ours, or of a later schema.</exception>
    /// <exception cref="IOException">The store cannot be read.</exception>
    public async ValueTask<ModelEdits> ReadAsync(string model, CancellationToken cancellationToken) =>
        Parse(model, await store.ReadAsync(model, cancellationToken).ConfigureAwait(false));

    /// <summary>Changes the edits. When another writer was faster, the change is applied to what that writer wrote.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="change">A pure change; the same instance for no change. What it throws is thrown.</param>
    /// <param name="cancellationToken">Stops it between attempts.</param>
    /// <exception cref="InvalidDataException">The document is not one of ours: it is left as it is.</exception>
    /// <exception cref="IOException">Others write all the time, or the store cannot be written.</exception>
    public async Task<ModelEdits> ChangeAsync(string model, Func<ModelEdits, ModelEdits> change, CancellationToken cancellationToken)
    {
        for (var i = 0; i < MaxAttempts; i++)
        {
            var document = await store.ReadAsync(model, cancellationToken).ConfigureAwait(false);
            var edits = Parse(model, document);
            var changed = change(edits);
            if (ReferenceEquals(changed, edits)) return edits;
            var json = ModelEditsText.Write(changed);
            // Compare and swap: a write that came in between is read first, in the next attempt.
            if (await store.TryWriteAsync(model, new() { Json = json }, document?.ETag, cancellationToken).ConfigureAwait(false))
                return changed;
        }
        throw new IOException($"The state of model '{model}' could not be written: others changed it {MaxAttempts} times meanwhile.");
    }

    private static ModelEdits Parse(string model, ModelStateDocument? document) =>
        document is null ? ModelEdits.None : ModelEditsText.Read(model, document.Json.Span);
}
