using InferenceKit.Cli.Repositories;
using InferenceKit.Cli.State;
using InferenceKit.ControlPlane.State;
using InferenceKit.ControlPlane.Versioning;

namespace InferenceKit.Cli.Reporting;

/// <summary>Tells what hosts would serve, without being one: the same rules over the same files.</summary>
/// <param name="repository">Where the versions are.</param>
/// <param name="state">What was done by hand; null for hosts that have no state.</param>
/// <param name="selector">What the hosts' configuration asks for.</param>
/// <param name="locks">What a lock file makes of that.</param>
/// <param name="audit">How many of the last changes are shown.</param>
internal sealed class RepositoryReporter(RepositoryFolder repository, StateFolder? state, VersionSelector selector, LockRules locks, int audit)
{
    private bool _isIncomplete;

    public async Task<RepositoryReport> ReportAsync(string? model, string? statePath, CancellationToken cancellationToken)
    {
        var models = new List<ModelReport>();
        foreach (var name in Models(model)) models.Add(await ReportAsync(name, cancellationToken));
        return new(repository.Path, statePath, locks.State?.Path, selector.Text, models, []) { IsIncomplete = _isIncomplete };
    }

    /// <summary>The models of the repository, and those that only the state knows: a caller may ask about a folder that was deleted.</summary>
    private IEnumerable<string> Models(string? model)
    {
        var there = repository.Models();
        var edited = state?.Models() ?? [];
        if (model is not null) return [edited.Contains(model, ModelName.Comparer) && !there.Contains(model, ModelName.Comparer) ? model : repository.Model(model)];
        return there.Where(m => edited.Contains(m, ModelName.Comparer) || repository.Versions(m).Count > 0)
            .Concat(edited.Where(m => !there.Contains(m, ModelName.Comparer))).Order(ModelName.Comparer);
    }

    private async Task<ModelReport> ReportAsync(string model, CancellationToken cancellationToken)
    {
        var problems = new List<string>();
        var edits = await ReadAsync(model, problems, cancellationToken);
        var artifacts = repository.Versions(model);
        ModelVersion[] available = [.. artifacts.Select(a => a.Id.Version)];
        var desired = Resolve(edits, artifacts, locks.Among(model, available), cancellationToken);
        if (!edits.Unloaded && desired.Problem is { } problem) problems.Add(locks.Explain(model, available) is { } why ? $"{problem}; {why}" : problem);
        var serves = edits.Unloaded ? null : artifacts.FirstOrDefault(a => a.Id.Version == desired.Primary);
        if (serves is not null && VersionFiles.Of(repository, serves).Problem is { } unfit) problems.Add($"version {serves.Id.Version}: {unfit}");
        foreach (var (alias, version) in EditedVersions.Aliases(edits).OrderBy(a => a.Key, StringComparer.Ordinal))
            if (!available.Contains(version)) problems.Add($"alias '{alias}' is version {version}, which is not in the repository");
        var verdict = serves is null ? LockVerdict.None : locks.Of(serves.Id);
        var digest = verdict.Pinned is null ? null : Hash(serves!, verdict, problems, cancellationToken);
        if (verdict.Refusal is { } refusal) problems.Add(refusal);
        return new(
            model, serves?.Id.Version.ToString(), Decision(edits, desired), desired.Alias, digest, verdict.Pinned, edits.Serving, edits.Pinned, edits.Unloaded,
            edits.Aliases ?? [], edits.Previous ?? [], [.. available.Select(v => v.ToString())],
            [.. (edits.Audit ?? []).TakeLast(audit).Select(AuditEntry.Of)], problems);
    }

    /// <summary>Only a selector by digest is worth reading every version for.</summary>
    private DesiredVersions Resolve(ModelEdits edits, IReadOnlyList<ModelArtifact> artifacts, ModelVersion[] available, CancellationToken cancellationToken)
    {
        var desired = EditedVersions.Resolve(edits, available, selector);
        if (!desired.SeeksDigest) return desired;
        var digests = artifacts.Where(a => available.Contains(a.Id.Version)).ToDictionary(a => a.Id.Version, a => repository.Hash(a, cancellationToken).Digest);
        return EditedVersions.Resolve(edits, available, selector, digests);
    }

    private string? Hash(ModelArtifact artifact, LockVerdict verdict, List<string> problems, CancellationToken cancellationToken)
    {
        try
        {
            var digest = repository.Hash(artifact, cancellationToken).Digest;
            if (verdict.FindProblem(artifact, digest) is { } problem) problems.Add($"version {artifact.Id.Version} would be refused: {problem}");
            return digest;
        }
        catch (IOException e)
        {
            problems.Add($"version {artifact.Id.Version}: {e.Message}");
            return null;
        }
    }

    private async Task<ModelEdits> ReadAsync(string model, List<string> problems, CancellationToken cancellationToken)
    {
        if (state is null) return ModelEdits.None;
        try
        {
            return await state.Edits.ReadAsync(model, cancellationToken);
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            // A host keeps what it knew; one that starts serves as if there were none.
            problems.Add(e.Message);
            _isIncomplete = true;
            return ModelEdits.None;
        }
    }

    private static DecidedBy Decision(ModelEdits edits, DesiredVersions desired) =>
        edits.Unloaded || edits.Pinned is not null ? DecidedBy.Edit : desired.Alias is not null ? DecidedBy.Alias : DecidedBy.Selector;
}
