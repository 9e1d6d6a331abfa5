using System.Text.Json;
using InferenceKit.Conformance.Cases;

namespace InferenceKit.Conformance.SharedModels;

/// <summary>Finds the real, public models that are kept beside the repository and never in it.</summary>
internal static class SharedModelFolder
{
    public const string Variable = "INFERENCEKIT_MODELS";

    public static string Missing => $"The shared models are not here: set {Variable} to the folder that holds their MANIFEST.json.";

    /// <summary>The models that the manifest lists; empty where there is none.</summary>
    public static IReadOnlyList<ModelCase> FindCases()
    {
        if (Find() is not { } folder) return [];
        using var manifest = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "MANIFEST.json")));
        return [.. manifest.RootElement.GetProperty("models").EnumerateArray()
            .Select(model => model.GetProperty("name").GetString()!)
            .Select(name => new ModelCase(name, Path.Combine(folder, name)))];
    }

    private static string? Find()
    {
        var folder = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } set
            ? set
            : FindBesideRepository();
        return folder is not null && File.Exists(Path.Combine(folder, "MANIFEST.json")) ? folder : null;
    }

    private static string? FindBesideRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "InferenceKit.sln"))) folder = folder.Parent;
        return folder is null ? null : Path.Combine(folder.FullName, "..", "shared", "models");
    }
}
