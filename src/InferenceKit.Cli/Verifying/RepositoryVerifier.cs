using InferenceKit.Cli.Checking;
using InferenceKit.Cli.Repositories;

namespace InferenceKit.Cli.Verifying;

/// <summary>Checks versions of a repository. Changes nothing.</summary>
internal sealed class RepositoryVerifier(RepositoryFolder repository, CheckRules rules) : IDisposable
{
    private readonly VersionChecker _checker = new(rules);

    /// <param name="model">One model; null for all.</param>
    /// <param name="version">One version of it; null for all.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public VerificationReport Verify(string? model, string? version, CancellationToken cancellationToken)
    {
        var artifacts = Select(model, version);
        return new(
            repository.Path, rules.Lock?.Path, [.. artifacts.Select(a => _checker.Check(repository, a, cancellationToken))],
            version is null ? [.. Missing(model, artifacts)] : []);
    }

    public void Dispose() => _checker.Dispose();

    private List<ModelArtifact> Select(string? model, string? version)
    {
        if (model is null) return [.. repository.Models().SelectMany(repository.Versions)];
        model = repository.Model(model);
        return version is null ? [.. repository.Versions(model)] : [repository.Version(model, version)];
    }

    private IEnumerable<string> Missing(string? model, List<ModelArtifact> there)
    {
        if (rules.Lock?.Lock is not { } pins) yield break;
        foreach (var pinned in pins.Models.Where(m => model is null || ModelName.Comparer.Equals(m, model)))
            foreach (var version in pins.Versions(pinned).Keys)
                if (!there.Exists(a => ModelName.Comparer.Equals(a.Id.Name, pinned) && a.Id.Version == version)) yield return $"{pinned}/{version}";
    }
}
