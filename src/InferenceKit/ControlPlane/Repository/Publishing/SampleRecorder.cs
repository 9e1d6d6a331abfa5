using InferenceKit.ControlPlane.Lifecycle.Loading;
using InferenceKit.ControlPlane.Lifecycle.Loading.Verification;
using InferenceKit.Sessions;

namespace InferenceKit.ControlPlane.Repository.Publishing;

/// <summary>Loads a model as a host would, reads its signature, and records what it makes of the samples.</summary>
internal static class SampleRecorder
{
    /// <exception cref="InvalidDataException">The model cannot be loaded, or a sample does not suit it or is not reproduced.</exception>
    public static (ModelSignature Signature, IReadOnlyList<ModelSample> Samples) Record(
        ISessionFactory sessions, ModelPublication publication, string modelPath, CancellationToken cancellationToken)
    {
        using var session = Load(sessions, publication, modelPath, cancellationToken);
        // The same limit as at a load by a host.
        using var limit = new RunLimit(VersionLoader.LongestWarmUpRun, TimeProvider.System, cancellationToken);
        var recorded = new List<ModelSample>();
        foreach (var sample in publication.Samples)
        {
            var problem = TryRecord(session, sample, publication.Tolerance, limit, out var whole);
            cancellationToken.ThrowIfCancellationRequested();
            recorded.Add(problem is null ? whole! : throw new InvalidDataException($"Model '{publication.Model}' cannot be published: {problem.TrimEnd('.')}."));
        }
        return (session.Signature, recorded);
    }

    private static ModelSession Load(ISessionFactory sessions, ModelPublication publication, string modelPath, CancellationToken cancellationToken)
    {
        // A placeholder, because the number of the version is chosen later, under the lock.
        var id = new ModelId(publication.Model, publication.Version is { } version ? ModelVersion.Parse(version) : default);
        try
        {
            return sessions.Load(id, modelPath, new(), cancellationToken);
        }
        catch (SessionLoadException e)
        {
            // The message names the source, because no person knows the copy.
            throw new InvalidDataException(e.Message.Replace(modelPath, publication.Source, StringComparison.Ordinal), e);
        }
    }

    private static string? TryRecord(ModelSession session, ModelSample sample, SampleTolerance? tolerance, RunLimit limit, out ModelSample? recorded)
    {
        recorded = null;
        sample = new(sample.Name, [.. sample.Inputs]) { Outputs = sample.Outputs, Tolerance = sample.Tolerance ?? tolerance };
        if (SampleCheck.FindProblem(sample, session.Signature) is { } unsuited) return unsuited;
        string[] names = [.. sample.Outputs.Count > 0 ? sample.Outputs.Select(o => o.Name) : session.Signature.Outputs.Select(o => o.Name)];
        if (SampleCheck.TryRun(session, sample, names, limit, out var first) is { } failure) return failure;
        // Never returned to the pool, because the manifest is written from it.
        if (sample.Outputs.Count > 0 && SampleCheck.FindDifference(sample, sample.Outputs, first) is { } difference) return difference;
        if (SampleCheck.TryRun(session, sample, names, limit, out var second) is { } again) return again;
        var unsteady = SampleCheck.FindDifference(sample, first, second);
        foreach (var output in second) output.Value.Release();
        if (unsteady is not null) return $"the model is not deterministic, so leave the sample out: from one run to the next, {unsteady}";
        recorded = new(sample.Name, [.. sample.Inputs]) { Outputs = sample.Outputs.Count > 0 ? sample.Outputs : first, Tolerance = sample.Tolerance };
        return null;
    }
}
