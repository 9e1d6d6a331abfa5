using System.Buffers;
using System.Text.Json;

namespace InferenceKit.ControlPlane.Repository.Http;

/// <summary>Writes an index: the reverse of <see cref="IndexReader"/>. Pure.</summary>
internal static class IndexWriter
{
    // Indented for people and for diffs, with the same line ends on every system.
    private static readonly JsonWriterOptions Format = new() { Indented = true, NewLine = "\n" };

    /// <param name="models">In the order in which they are to stand.</param>
    public static byte[] Write(IEnumerable<IndexedModel> models)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Format))
        {
            json.WriteStartObject();
            json.WriteNumber("schema", IndexDocument.Schema);
            json.WriteStartObject("models");
            foreach (var model in models)
            {
                json.WriteStartObject(model.Name);
                foreach (var version in model.Versions) Write(json, $"{model.Name}/{version.Version}/", version);
                json.WriteEndObject();
            }
            json.WriteEndObject();
            json.WriteEndObject();
        }
        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, string folder, IndexedVersion version)
    {
        json.WriteStartObject(version.Version.ToString());
        json.WriteString("digest", version.Digest);
        json.WriteStartObject("files");
        foreach (var (file, path) in version.Files)
        {
            json.WriteStartObject(file.Name);
            json.WriteString("sha256", file.Sha256);
            json.WriteNumber("bytes", file.Bytes);
            // Left out for a file in its usual folder.
            if (path != folder + file.Name) json.WriteString("path", path);
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
