namespace InferenceKit.Benchmarks.Models;

/// <summary>Public models in a folder outside the repository, where there is one.</summary>
internal static class RealModels
{
    public const string Variable = "INFERENCEKIT_MODELS";

    public static BenchmarkModel? Find(ModelRole role)
    {
        var (name, output, distribution) = role switch
        {
            ModelRole.Mlp => ("mlp-16-64-64-8", "y", RowDistribution.Normal),
            ModelRole.BoostedTrees => ("gbt-regressor-100x6", "score", RowDistribution.Normal),
            ModelRole.Forest => ("random-forest-iris-tensor", "probabilities", RowDistribution.Uniform(0, 8)),
            ModelRole.Mnist => ("mnist", "Plus214_Output_0", RowDistribution.Uniform(0, 1)),
            ModelRole.Convolutional => ("squeezenet-tensor", "loss1", RowDistribution.Uniform(-1, 1)),
            _ => ("", "", RowDistribution.Normal),
        };
        return name.Length > 0 && FindFile(name) is { } path ? new(name, path, output, distribution) : null;
    }

    public static string? FindFile(string name) =>
        FindFolder() is { } folder && Path.Combine(folder, name, "model.onnx") is var path && File.Exists(path) ? path : null;

    private static string? FindFolder()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
            return Directory.Exists(named) ? named : null;
        if (RepositoryRoot.Find() is not { } root)
            return null;
        var beside = Path.Combine(root, "..", "shared", "models");
        return Directory.Exists(beside) ? Path.GetFullPath(beside) : null;
    }
}
