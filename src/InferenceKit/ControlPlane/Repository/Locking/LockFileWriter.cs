using System.Text.Json;
using InferenceKit.ControlPlane.Versioning;

namespace InferenceKit.ControlPlane.Repository.Locking;

/// <summary>Writes a lock as bytes that depend on nothing but the lock, so that version control shows what changed and no more.</summary>
internal static class LockFileWriter
{
    private static readonly JsonWriterOptions Format = new() { Indented = true, IndentSize = 2, NewLine = "\n" };

    public static byte[] ToBytes(ModelLock pins)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Format))
        {
            json.WriteStartObject();
            json.WriteNumber("schema", LockFileReader.Schema);
            json.WriteStartObject("models");
            foreach (var model in pins.Models)
            {
                json.WriteStartObject(model);
                foreach (var (version, digest) in pins.Versions(model)) json.WriteString(version.ToString(), digest);
                json.WriteEndObject();
            }
            json.WriteEndObject();
            json.WriteEndObject();
        }
        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }
}
