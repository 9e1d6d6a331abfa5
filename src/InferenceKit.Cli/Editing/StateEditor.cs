using InferenceKit.Cli.Checking;
using InferenceKit.Cli.CommandLine;
using InferenceKit.Cli.Repositories;
using InferenceKit.Cli.State;
using InferenceKit.ControlPlane.Lifecycle.Changes;
using InferenceKit.ControlPlane.State;
using InferenceKit.ControlPlane.Versioning;

namespace InferenceKit.Cli.Editing;

/// <summary>
/// Changes a state as a host does. It loads the version first, and then stores the change if the state has not changed meanwhile.
/// Hosts that watch the state follow.
/// </summary>
internal sealed class StateEditor(StateFolder state, EditNote note)
{
    /// <param name="repository">Where the version is.</param>
    /// <param name="model">The model.</param>
    /// <param name="alias">Without its '@'.</param>
    /// <param name="version">As the command line has it.</param>
    /// <param name="expected">What the alias has to be before; null for whatever it is.</param>
    /// <param name="checker">Loads the version first; null to not do so.</param>
    /// <param name="cancellationToken">Stops it before it writes.</param>
    public async Task<EditResult> SetAliasAsync(
        RepositoryFolder repository, string model, string alias, string version, string? expected, VersionChecker? checker, CancellationToken cancellationToken)
    {
        ModelVersion? before = expected is null ? null : Names.Version(expected);
        model = repository.Model(model);
        var artifact = repository.Version(model, version);
        var from = (await state.Edits.ReadAsync(model, cancellationToken)).AliasOrNull(alias);
        if (before is not null && !IsVersion(from, before.Value))
            throw new ToolException(ExitCode.Conflict, $"Alias '{alias}' of model '{model}' is {from ?? "not set"}, not {expected} as expected; nothing was written.");
        var digest = Verify(checker, repository, artifact, cancellationToken);
        var to = artifact.Id.Version.ToString();
        var audit = EditRecords.Of(ModelEditKind.SetAlias, note, TimeProvider.System, from, to, alias, digest);
        // Compared again when it is stored: the verification took a while, and the alias may have moved.
        await state.Edits.ChangeAsync(
            model, edits => edits.AliasOrNull(alias) == from ? edits.SetAlias(alias, to, audit) : throw Moved(model, alias, from, edits.AliasOrNull(alias)), cancellationToken);
        return new(model, ModelEditKind.SetAlias, alias, from, to, digest, from != to);
    }

    public async Task<EditResult> RemoveAliasAsync(string model, string alias, CancellationToken cancellationToken)
    {
        string? from = null;
        await state.Edits.ChangeAsync(
            Names.Model(model),
            edits =>
            {
                from = edits.AliasOrNull(alias) ?? throw ToolException.NotFound($"Model '{model}' has no alias '{alias}'{Known(edits)}.");
                return edits.RemoveAlias(alias, EditRecords.Of(ModelEditKind.RemoveAlias, note, TimeProvider.System, from, alias: alias));
            },
            cancellationToken);
        return new(model, ModelEditKind.RemoveAlias, alias, from, null, null, true);
    }

    /// <param name="repository">Where the version is.</param>
    /// <param name="model">The model.</param>
    /// <param name="selector">What the hosts' configuration asks for: it tells which alias decides.</param>
    /// <param name="checker">Loads the version first; null to not do so.</param>
    /// <param name="cancellationToken">Stops it before it writes.</param>
    public async Task<EditResult> RollBackAsync(
        RepositoryFolder repository, string model, VersionSelector selector, VersionChecker? checker, CancellationToken cancellationToken)
    {
        model = repository.Model(model);
        var basis = await state.Edits.ReadAsync(model, cancellationToken);
        var artifacts = repository.Versions(model);
        var desired = EditedVersions.Resolve(basis, [.. artifacts.Select(a => a.Id.Version)], selector);
        var alias = basis.Pinned is null ? desired.Alias : null;
        var target = EditedVersions.Earlier(basis, alias, desired.Primary).Select(v => artifacts.FirstOrDefault(a => a.Id.Version == v)).FirstOrDefault(a => a is not null)
            ?? throw ToolException.NotFound($"Model '{model}' has no earlier version to go back to: none served before in this state, or it is no longer there.");
        var digest = Verify(checker, repository, target, cancellationToken);
        var (from, to) = (desired.Primary?.ToString(), target.Id.Version.ToString());
        var audit = EditRecords.Of(ModelEditKind.Rollback, note, TimeProvider.System, from, to, alias, digest);
        // Compared again when it is stored, as for an alias.
        await state.Edits.ChangeAsync(
            model,
            edits => edits.WantsSameAs(basis)
                ? edits.RollBack(alias, to, audit)
                : throw new ToolException(ExitCode.Conflict, $"Another change of model '{model}' came before this rollback was stored, and stands instead."),
            cancellationToken);
        return new(model, ModelEditKind.Rollback, alias, from, to, digest, true);
    }

    /// <returns>The digest of what was loaded; null when nothing was.</returns>
    private static string? Verify(VersionChecker? checker, RepositoryFolder repository, ModelArtifact artifact, CancellationToken cancellationToken)
    {
        if (checker is null) return null;
        var found = checker.Check(repository, artifact, cancellationToken);
        return found.Problems.Count == 0
            ? found.Digest
            : throw new ToolException(
                ExitCode.NotVerified,
                $"Version {found.Version} of model '{found.Model}' cannot serve, and nothing was written: {string.Join(" ", found.Problems.Select(p => p.Message))}");
    }

    private static bool IsVersion(string? text, ModelVersion version) => ModelVersion.TryParse(text, null, out var parsed) && parsed == version;

    private static ToolException Moved(string model, string alias, string? from, string? now) => new(
        ExitCode.Conflict,
        $"Alias '{alias}' of model '{model}' was {(now is null ? "removed" : $"moved to {now}")} meanwhile (it was {from ?? "not set"}); nothing was written.");

    private static string Known(ModelEdits edits) =>
        edits.Aliases is { Count: > 0 } aliases ? $"; there are: {string.Join(", ", aliases.Keys)}" : ", nor any other";
}
