
namespace InferenceKit.ControlPlane.Repository;

/// <summary>Tells which of a version's files is the model.</summary>
internal static class ModelFile
{
    public const string DefaultName = "model.onnx";

    public static bool IsOne(string name) => name.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase);

    /// <summary>The model file's name.</summary>
    /// <exception cref="IOException">No single file can be told; the message says what there is.</exception>
    public static string Choose(IReadOnlyCollection<string> names)
    {
        if (names.Contains(DefaultName)) return DefaultName;
        // Triton's form for models with external data.
        if (names.Contains($"{DefaultName}/{DefaultName}")) return $"{DefaultName}/{DefaultName}";
        var candidates = names.Where(n => !n.Contains('/', StringComparison.Ordinal) && IsOne(n)).ToList();
        return candidates.Count switch
        {
            1 => candidates[0],
            0 => throw new IOException(names.Count == 0 ? "It holds no file." : "It holds no .onnx file."),
            _ => throw new IOException(
                $"It holds {candidates.Count} model files ({string.Join(", ", candidates.Take(5))}) and none named {DefaultName}: leave one, or name one so."),
        };
    }
}
