namespace InferenceKit.Benchmarks.Models;

/// <summary>The models to run on: those built here, always, and the real ones where there are any.</summary>
internal sealed class ModelShelf : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("inferencekit-benchmarks-").FullName;

    /// <summary>The built one first, then the real one.</summary>
    public IReadOnlyList<BenchmarkModel> Of(ModelRole role)
    {
        var built = Build(role, seed: 1);
        return RealModels.Find(role) is { } real ? [built, real] : [built];
    }

    /// <summary>The same architecture with other weights for every seed: the next version of a model.</summary>
    public BenchmarkModel Build(ModelRole role, int seed)
    {
        var path = Path.Combine(_folder, $"{role}-{seed}.onnx");
        return BuiltModels.Build(role, seed, path);
    }

    /// <summary>A file of this name in the shelf's folder, built once.</summary>
    public string Keep(string file, Func<byte[]> build)
    {
        var path = Path.Combine(_folder, file);
        if (!File.Exists(path))
            File.WriteAllBytes(path, build());
        return path;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
