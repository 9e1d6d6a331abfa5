namespace InferenceKit.ControlPlane.State;

/// <summary>Checks what a state says of traffic: code that may write the file may write anything into it.</summary>
internal static class TrafficEditsCheck
{
    private const int MostNames = 256;

    public static string? FindProblem(ModelEdits edits)
    {
        if (edits.Allocation is { } stored && AllocationText.Read(stored, out var problem) is null) return problem;
        if (edits.Traffic is not { } traffic) return null;
        if ((FindProblem("weights", traffic.Weights) ?? FindProblem("shadows", traffic.Shadows)) is { } percents) return percents;
        if (traffic.Ramp is not { } ramp) return null;
        if (ramp is not { Steps: > 0 and <= TrafficRamp.MaxSteps, Taken: >= 0, By: not null } || ramp.Taken > ramp.Steps || ramp.Interval < TimeSpan.Zero || ramp.Interval > TrafficRamp.MaxInterval)
            return "traffic has a ramp that is none";
        return FindProblem("ramp", ramp.From) ?? FindProblem("ramp", ramp.To);
    }

    private static string? FindProblem(string what, SortedDictionary<string, double>? percents)
    {
        if (percents is null) return null;
        if (percents.Count > MostNames) return $"traffic has {percents.Count} {what}, more than {MostNames}";
        return percents.All(p => ModelName.IsValid(p.Key) && p.Value is >= 0 and <= 100) ? null : $"traffic has {what} without a name, or that are no percent";
    }
}
