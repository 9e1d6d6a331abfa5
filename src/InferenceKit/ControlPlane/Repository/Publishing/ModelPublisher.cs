using InferenceKit.ControlPlane.Lifecycle.Loading;
using InferenceKit.ControlPlane.Repository.Publishing;
using InferenceKit.Sessions.Onnx;
using Microsoft.Extensions.Logging.Abstractions;

namespace InferenceKit;

/// <summary>
/// Writes versions into a repository's folder, each with a manifest: its files' digests, the model's signature, and samples
/// with the outputs that the model gives here. A version is there as a whole or not at all, also after a crash. Thread-safe,
/// among processes, too.
/// </summary>
public sealed class ModelPublisher
{
    private readonly OnnxSessionFactory _sessions = new(NullLoggerFactory.Instance);
    private readonly string _repositoryPath;

    /// <summary>Names the repository; nothing is read or written yet.</summary>
    /// <param name="repositoryPath">The folder of the repository, which is made at the first publication if need be.</param>
    /// <exception cref="ArgumentException">The path is blank.</exception>
    public ModelPublisher(string repositoryPath)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(repositoryPath);
        _repositoryPath = Path.GetFullPath(repositoryPath);
    }

    /// <summary>
    /// Copies the files, loads the model on the processor, runs the samples, writes the manifest, flushes all of it to disk and
    /// renames it into place. The work is done on a thread of its own.
    /// </summary>
    /// <param name="publication">What is to be published.</param>
    /// <param name="cancellationToken">Stops it; then nothing is published.</param>
    /// <returns>The version, complete and on disk.</returns>
    /// <exception cref="ArgumentException">The publication has a name, a number or a key that cannot be written.</exception>
    /// <exception cref="InvalidDataException">The model cannot be loaded, or a sample does not suit it or is not reproduced.</exception>
    /// <exception cref="IOException">The version exists, or a file cannot be read or written.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public Task<PublishedVersion> PublishAsync(ModelPublication publication, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(publication);
        PublicationCheck.Check(publication);
        return LoaderThread.RunAsync($"InferenceKit publish {publication.Model}", () => Publish(publication, cancellationToken));
    }

    private PublishedVersion Publish(ModelPublication publication, CancellationToken cancellationToken)
    {
        try
        {
            using var folder = PublishingFolder.Create(_repositoryPath, publication.Model);
            // An early failure, before minutes of copying. The check under the lock decides.
            if (publication.Version is { } version) folder.RefuseExisting(ModelVersion.Parse(version));
            var content = PublishedContent.Copy(publication.Source, folder.ContentPath, cancellationToken);
            var (signature, samples) = SampleRecorder.Record(_sessions, publication, content.ModelPath, cancellationToken);
            return folder.Publish(publication, content, signature, samples, cancellationToken);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException($"Model '{publication.Model}' cannot be published: {e.Message}", e);
        }
    }
}
