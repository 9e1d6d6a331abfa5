using System.Text.Json.Serialization;

namespace InferenceKit.ControlPlane.State;

/// <summary>Reads and writes edits without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, MaxDepth = 32)]
[JsonSerializable(typeof(ModelEdits))]
internal sealed partial class ModelEditsJson : JsonSerializerContext;
