using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace InferenceKit.ControlPlane.Repository.Manifests;

/// <summary>
/// Writes a manifest: the same content gives the same bytes. Entries by name are sorted, lines end with '\n', and a value or
/// a file has a line of its own, so that two manifests can be compared by eye.
/// </summary>
internal static class ManifestWriter
{
    // A manifest is never part of a web page, so only what JSON itself requires is escaped.
    private static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    /// <exception cref="InvalidDataException">A value cannot be written.</exception>
    public static byte[] Write(ModelManifest manifest)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new() { Indented = true, NewLine = "\n", Encoder = Encoder }))
        {
            json.WriteStartObject();
            json.WriteNumber("schema"u8, ManifestReader.Schema);
            WriteText(json, "model", manifest.Model);
            WriteText(json, "version", manifest.Version?.ToString());
            if (manifest.Created is { } created) json.WriteString("created"u8, created.UtcDateTime);
            WriteText(json, "description", manifest.Description);
            WriteText(json, "dataSet", manifest.DataSet);
            WriteText(json, "commit", manifest.Commit);
            if (manifest.Metrics.Count > 0) WriteEntries(json, "metrics", manifest.Metrics, ValueWriter.WriteNumber);
            WriteFiles(json, manifest.Files);
            if (manifest.Signature is { } signature) WriteSignature(json, signature);
            if (manifest.Samples.Count > 0) WriteSamples(json, manifest.Samples);
            if (manifest.Properties.Count > 0) WriteEntries(json, "properties", manifest.Properties, static (json, text) => json.WriteStringValue(text));
            json.WriteEndObject();
        }
        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Writes what an action writes on one line.</summary>
    private static void WriteLine(Utf8JsonWriter json, Action<Utf8JsonWriter> write, ReadOnlySpan<byte> before = default)
    {
        var buffer = new ArrayBufferWriter<byte>();
        buffer.Write(before);
        using (var line = new Utf8JsonWriter(buffer, new() { Encoder = Encoder })) write(line);
        json.WriteRawValue(buffer.WrittenSpan, skipInputValidation: true);
    }

    private static void WriteText(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null) json.WriteString(name, text);
    }

    private static void WriteEntries<T>(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, T> entries, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartObject(name);
        foreach (var (key, value) in entries.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            json.WritePropertyName(key);
            write(json, value);
        }
        json.WriteEndObject();
    }

    private static void WriteFiles(Utf8JsonWriter json, IReadOnlyList<ArtifactFile> files)
    {
        json.WriteStartObject("files"u8);
        foreach (var file in files.OrderBy(file => file.Name, ArtifactFileName.Order))
        {
            json.WritePropertyName(file.Name);
            WriteLine(json, line =>
            {
                line.WriteStartObject();
                line.WriteString("sha256"u8, file.Sha256);
                line.WriteNumber("bytes"u8, file.Bytes);
                line.WriteEndObject();
            });
        }
        json.WriteEndObject();
    }

    private static void WriteSignature(Utf8JsonWriter json, ModelSignature signature)
    {
        json.WriteStartObject("signature"u8);
        WriteSpecs(json, "inputs", signature.Inputs);
        WriteSpecs(json, "outputs", signature.Outputs);
        json.WriteEndObject();
    }

    private static void WriteSpecs(Utf8JsonWriter json, string name, IReadOnlyList<ValueSpec> specs)
    {
        json.WriteStartArray(name);
        // The writer itself begins no new line before a raw item of an array.
        foreach (var spec in specs) WriteLine(json, line => ValueWriter.WriteSpec(line, spec), "\n      "u8);
        json.WriteEndArray();
    }

    private static void WriteSamples(Utf8JsonWriter json, IReadOnlyList<ModelSample> samples)
    {
        json.WriteStartArray("samples"u8);
        foreach (var sample in samples)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, sample.Name);
            WriteValues(json, "inputs", sample.Inputs);
            WriteValues(json, "outputs", sample.Outputs);
            if (sample.Tolerance is { } tolerance)
            {
                json.WritePropertyName("tolerance"u8);
                WriteLine(json, line => WriteTolerance(line, tolerance));
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteTolerance(Utf8JsonWriter json, SampleTolerance tolerance)
    {
        json.WriteStartObject();
        json.WriteNumber("absolute"u8, tolerance.Absolute);
        json.WriteNumber("relative"u8, tolerance.Relative);
        json.WriteEndObject();
    }

    private static void WriteValues(Utf8JsonWriter json, string name, IReadOnlyList<NamedValue> values)
    {
        json.WriteStartObject(name);
        foreach (var (key, value) in values)
        {
            json.WritePropertyName(key);
            WriteLine(json, line => ValueWriter.Write(line, value));
        }
        json.WriteEndObject();
    }
}
