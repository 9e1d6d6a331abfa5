using InferenceKit.Cli.CommandLine;
using InferenceKit.Sessions;
using InferenceKit.Sessions.Onnx;
using Microsoft.Extensions.Logging.Abstractions;

namespace InferenceKit.Cli.Inspecting;

/// <summary>Loads a version as a host would, and tells all about it.</summary>
internal static class VersionInspector
{
    // What the session is called in messages where nothing better is known.
    private static readonly ModelId Unnamed = new("model", ModelVersion.FromNumber(1));

    /// <exception cref="ToolException">It cannot be loaded.</exception>
    public static InspectedVersion Inspect(VersionSource source, CancellationToken cancellationToken)
    {
        var files = source.Content.Files.Select(f => new InspectedFile(f.Name, f.Bytes, f.Sha256)).ToList();
        return new(
            source.Path, source.Id?.Name, source.Id?.Version.ToString(), source.Content.Digest, files.Sum(f => f.Bytes), files,
            InspectedSignature.Of(ReadSignature(source, cancellationToken)), ModelMetadataReader.Read(source.ModelPath), InspectedManifest.Read(source));
    }

    private static ModelSignature ReadSignature(VersionSource source, CancellationToken cancellationToken)
    {
        try
        {
            using var session = new OnnxSessionFactory(NullLoggerFactory.Instance).Load(source.Id ?? Unnamed, source.ModelPath, new(), cancellationToken);
            return session.Signature;
        }
        catch (SessionLoadException e)
        {
            throw new ToolException(ExitCode.NotVerified, source.WithOrigin(e.Message));
        }
    }
}
