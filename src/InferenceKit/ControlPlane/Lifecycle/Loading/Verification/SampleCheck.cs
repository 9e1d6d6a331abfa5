using InferenceKit.ControlPlane.Repository.Manifests;
using InferenceKit.Serving;
using InferenceKit.Serving.Resilience;
using InferenceKit.Sessions;

namespace InferenceKit.ControlPlane.Lifecycle.Loading.Verification;

/// <summary>Holds a session against what its manifest promises: the signature, and the outputs of the samples.</summary>
internal static class SampleCheck
{
    /// <returns>Null, or what differs, where and by how much, for people.</returns>
    public static string? FindProblem(ModelManifest manifest, ModelSession session, SessionSettings settings, RunLimit limit)
    {
        if (manifest.Signature?.WithSizes(settings.FreeDimensions).DifferencesFrom(session.Signature) is [_, ..] differences)
            return $"It does not serve, because its signature is not that of its manifest: {string.Join("; ", differences)}.";
        foreach (var sample in manifest.Samples)
            if (FindProblem(sample, session, limit) is { } problem) return $"It does not serve, because {problem.TrimEnd('.')}.";
        return null;
    }

    /// <summary>Replays the samples of a version in service.</summary>
    /// <param name="manifest">Has the samples.</param>
    /// <param name="run">Runs one of them for the outputs named, under a lease.</param>
    /// <returns>Null, or the first that fails or differs, for people.</returns>
    public static string? Replay(ModelManifest manifest, Func<IReadOnlyList<NamedValue>, IReadOnlyList<string>, ProbeRun> run)
    {
        foreach (var sample in manifest.Samples)
        {
            var (outputs, problem) = run(sample.Inputs, [.. sample.Outputs.Select(o => o.Name)]);
            try
            {
                if (problem is not null) return $"the run of sample '{sample.Name}' failed: {problem}";
                if (FindDifference(sample, sample.Outputs, outputs) is { } difference) return difference;
            }
            finally
            {
                foreach (var output in outputs) output.Value.Release();
            }
        }
        return null;
    }

    /// <returns>Null, or why the sample does not suit the signature, for people.</returns>
    public static string? FindProblem(ModelSample sample, ModelSignature signature)
    {
        if (RequestCheck.FindInputProblem(signature, sample.Inputs) is { } problem) return $"sample '{sample.Name}' does not suit it: {problem}";
        foreach (var output in sample.Outputs)
            if (!signature.TryIndexOfOutput(output.Name, out _)) return $"sample '{sample.Name}' expects an output '{output.Name}', which the model does not have";
        return null;
    }

    /// <summary>Runs one sample.</summary>
    /// <param name="session">Loaded, and not in use elsewhere.</param>
    /// <param name="sample">One that suits the signature.</param>
    /// <param name="names">The outputs wanted.</param>
    /// <param name="limit">Stops a run without an end.</param>
    /// <param name="outputs">In the order asked for, in pooled memory; release them.</param>
    /// <returns>Null, or why there are no outputs, for people.</returns>
    public static string? TryRun(ModelSession session, ModelSample sample, IReadOnlyList<string> names, RunLimit limit, out NamedValue[] outputs)
    {
        outputs = [];
        using var batch = session.CreateValues();
        try
        {
            batch.Begin(sample.Inputs, names);
        }
        catch (InferenceException e)
        {
            return $"sample '{sample.Name}' cannot be run: {e.Message}";
        }
        try
        {
            var outcome = limit.Run(session, batch);
            if (outcome.Status == RunStatus.Completed) outputs = batch.CopyOutputs();
            else if (limit.HasStopped) return $"the run of sample '{sample.Name}' did not end within {limit.Limit.TotalSeconds:F0} s and was stopped";
            else return $"the run of sample '{sample.Name}' failed: {outcome.Message}";
            return null;
        }
        finally
        {
            batch.End();
        }
    }

    /// <param name="sample">For its name and tolerance.</param>
    /// <param name="expected">In the order of <paramref name="actual"/>.</param>
    /// <param name="actual">What a run gave.</param>
    /// <returns>Null, or how they differ, for people.</returns>
    public static string? FindDifference(ModelSample sample, IReadOnlyList<NamedValue> expected, NamedValue[] actual)
    {
        for (var i = 0; i < actual.Length; i++)
        {
            var what = $"output '{actual[i].Name}' of sample '{sample.Name}'";
            if (SampleComparison.FindDifference(what, expected[i].Value, actual[i].Value, sample.Tolerance) is { } difference) return difference;
        }
        return null;
    }

    private static string? FindProblem(ModelSample sample, ModelSession session, RunLimit limit)
    {
        if (FindProblem(sample, session.Signature) is { } unsuited) return unsuited;
        if (TryRun(session, sample, [.. sample.Outputs.Select(o => o.Name)], limit, out var outputs) is { } failure) return failure;
        try
        {
            return FindDifference(sample, sample.Outputs, outputs);
        }
        finally
        {
            foreach (var output in outputs) output.Value.Release();
        }
    }
}
