namespace InferenceKit.Serving.Resilience;

/// <summary>Holds what configuration says of a model's outputs against a version: its validators and the constants of its chain.</summary>
internal static class ResilienceFit
{
    /// <returns>Null, or everything that does not suit, for people.</returns>
    public static string? FindProblem(ServingPolicy policy, VersionBinding version, ModelRegistration registration)
    {
        List<string> problems = [];
        foreach (var rule in policy.Outputs?.Rules ?? [])
            if (rule.FindProblem(version.Signature) is { } problem) problems.Add(problem);
        foreach (var step in policy.Fallback?.Steps ?? [])
        {
            if (step.Constant is null) continue;
            if (version.RowOf(step.Constant, out var problem) is not { } row)
            {
                problems.Add($"{step} does not suit it: {problem}");
                continue;
            }
            for (var i = 0; i < registration.Codecs.Length; i++)
                if (registration.Codecs[i].FindProblem(version.Codecs[i], row) is { } undecodable) problems.Add($"{step} does not suit the codec: {undecodable}");
        }
        return problems.Count == 0 ? null : string.Join("; ", problems);
    }
}
