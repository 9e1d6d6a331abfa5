using System.Text.Json;

namespace InferenceKit.ControlPlane.State;

/// <summary>The stored form of edits. Apart from the store, so that a process without any state does not load the JSON serializer at its start.</summary>
internal static class ModelEditsText
{
    public const int MaxBytes = 1 << 20;

    public static byte[] Write(ModelEdits edits) => JsonSerializer.SerializeToUtf8Bytes(edits, ModelEditsJson.Default.ModelEdits);

    /// <exception cref="InvalidDataException">The document is not one of ours, or of a later schema.</exception>
    public static ModelEdits Read(string model, ReadOnlySpan<byte> json)
    {
        if (json.Length > MaxBytes) throw new InvalidDataException($"The state of model '{model}' is larger than {MaxBytes} bytes.");
        try
        {
            var edits = JsonSerializer.Deserialize(json, ModelEditsJson.Default.ModelEdits)
                ?? throw new InvalidDataException($"The state of model '{model}' is null.");
            if (edits.Schema != ModelEdits.CurrentSchema)
                throw new InvalidDataException($"The state of model '{model}' has schema {edits.Schema}; this version of the library reads schema {ModelEdits.CurrentSchema}.");
            if (FindProblem(edits) is { } problem) throw new InvalidDataException($"The state of model '{model}' is not valid: {problem}.");
            // Copied, because the serializer's dictionaries compare names by the culture of the process.
            return edits with
            {
                Aliases = edits.Aliases is { } aliases ? new(aliases, StringComparer.Ordinal) : null,
                Traffic = edits.Traffic?.Ordinal(),
            };
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"The state of model '{model}' is not valid: {e.Message}", e);
        }
    }

    /// <summary>Code that may write the file may write anything into it. What this returns names versions and nothing else.</summary>
    private static string? FindProblem(ModelEdits edits)
    {
        if ((Find("pinned", edits.Pinned) ?? Find("serving", edits.Serving)) is { } problem) return problem;
        if (edits.Previous is { } previous)
        {
            if (previous.Length > ModelEdits.MaxPrevious) return $"previous has {previous.Length} versions, more than {ModelEdits.MaxPrevious}";
            foreach (var version in previous)
                if (version is null || Find("previous", version) is not null) return "previous has an item that is not a version";
        }
        if (edits.Audit is { } audit && (audit.Length > ModelEdits.MaxAudit || Array.Exists(audit, a => a is null)))
            return $"audit has more than {ModelEdits.MaxAudit} records, or one that is null";
        if (TrafficEditsCheck.FindProblem(edits) is { } unsound) return unsound;
        if (edits.Aliases is not { } aliases) return null;
        if (aliases.Count > ModelEdits.MaxAliases) return $"aliases has {aliases.Count} entries, more than {ModelEdits.MaxAliases}";
        foreach (var (alias, version) in aliases)
        {
            if (!ModelName.IsValid(alias)) return $"aliases has a name that is none: {ModelName.Rule}";
            if (version is null || Find($"alias '{alias}'", version) is not null) return $"alias '{alias}' names a text that is not a version";
        }
        return null;
    }

    private static string? Find(string what, string? version) =>
        version is null || ModelVersion.TryParse(version, null, out _) ? null : $"{what} is not a version: {ModelName.Rule}";
}
