using System.Text.Json;

namespace InferenceKit.ControlPlane.State;

/// <summary>Reads and changes a model's edits in the state store.</summary>
internal sealed class ModelEditsStore(IModelStateStore store)
{
    private const int MaxAttempts = 20;
    private const int MaxBytes = 1 << 20;

    /// <exception cref="InvalidDataException">The document is not one of ours, or of a later schema.</exception>
    public async ValueTask<ModelEdits> ReadAsync(string model, CancellationToken cancellationToken) =>
        Parse(model, await store.ReadAsync(model, cancellationToken).ConfigureAwait(false));

    /// <summary>Changes the edits; when somebody else was faster, what they wrote is changed.</summary>
    /// <exception cref="InvalidDataException">The document is not one of ours: it is left as it is.</exception>
    /// <exception cref="IOException">Others write all the time.</exception>
    public async Task<ModelEdits> ChangeAsync(string model, Func<ModelEdits, ModelEdits> change, CancellationToken cancellationToken)
    {
        for (var i = 0; i < MaxAttempts; i++)
        {
            var document = await store.ReadAsync(model, cancellationToken).ConfigureAwait(false);
            var edits = Parse(model, document);
            var changed = change(edits);
            if (changed == edits) return edits;
            var json = JsonSerializer.SerializeToUtf8Bytes(changed, ModelEditsJson.Default.ModelEdits);
            if (await store.TryWriteAsync(model, new() { Json = json }, document?.ETag, cancellationToken).ConfigureAwait(false))
                return changed;
        }
        throw new IOException($"The state of model '{model}' could not be written: others changed it {MaxAttempts} times meanwhile.");
    }

    private static ModelEdits Parse(string model, ModelStateDocument? document) =>
        document is null ? ModelEdits.None : ParseJson(model, document.Json.Span);

    // Apart, so that a process without any state does not load the JSON serializer at its start.
    private static ModelEdits ParseJson(string model, ReadOnlySpan<byte> json)
    {
        if (json.Length > MaxBytes) throw new InvalidDataException($"The state of model '{model}' is larger than {MaxBytes} bytes.");
        try
        {
            var edits = JsonSerializer.Deserialize(json, ModelEditsJson.Default.ModelEdits)
                ?? throw new InvalidDataException($"The state of model '{model}' is null.");
            return edits.Schema == ModelEdits.CurrentSchema
                ? edits
                : throw new InvalidDataException($"The state of model '{model}' has schema {edits.Schema}; this version of the library reads schema {ModelEdits.CurrentSchema}.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"The state of model '{model}' is not valid: {e.Message}", e);
        }
    }
}
