using InferenceKit.Benchmarks.CommandLine;
using InferenceKit.Sessions;
using InferenceKit.Sessions.Onnx;
using Microsoft.Extensions.Logging.Abstractions;

namespace InferenceKit.Benchmarks.Inspecting;

/// <summary>Reads the signature of a model file as the library sees it.</summary>
internal static class ModelReader
{
    /// <exception cref="UsageException">The file is no model that can run here; the message says why.</exception>
    public static ModelSignature ReadSignature(string path)
    {
        try
        {
            var id = new ModelId(NameOf(path), ModelVersion.FromNumber(1));
            using var session = new OnnxSessionFactory(NullLoggerFactory.Instance)
                .Load(id, Path.GetFullPath(path), new SessionSettings(), CancellationToken.None);
            return session.Signature;
        }
        catch (SessionLoadException e)
        {
            throw new UsageException(e.Message);
        }
    }

    /// <summary>A name for the model: its file's, or that of the folders above where the file only says "model".</summary>
    public static string NameOf(string path)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        for (var folder = new FileInfo(path).Directory; IsNoName(name) && folder is not null; folder = folder.Parent)
            name = folder.Name;
        return name.Length == 0 ? "model" : name;
    }

    /// <summary>As repositories lay them out: <c>fraud/3/model.onnx</c>.</summary>
    private static bool IsNoName(string name) =>
        name.Equals("model", StringComparison.OrdinalIgnoreCase) || name.All(char.IsAsciiDigit);
}
