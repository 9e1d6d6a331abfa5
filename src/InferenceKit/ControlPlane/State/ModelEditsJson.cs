using System.Text.Json.Serialization;

namespace InferenceKit.ControlPlane.State;

/// <summary>Reads and writes edits without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true,
    NewLine = "\n", MaxDepth = 32, AllowDuplicateProperties = false, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ModelEdits))]
internal sealed partial class ModelEditsJson : JsonSerializerContext;
