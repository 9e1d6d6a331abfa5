using System.Globalization;
using InferenceKit.Configuration.Reading;

namespace InferenceKit.Testing.Faults.Reading;

/// <summary>Checks rules. Immutable.</summary>
internal sealed class FaultRuleCheck(IReadOnlyCollection<string> models)
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(1);

    /// <summary>Every problem, with its key.</summary>
    public IEnumerable<(string Key, string Problem)> FindProblems(FaultRule rule)
    {
        var isKind = Enum.IsDefined(rule.Kind);
        if (!isKind) yield return (nameof(rule.Kind), $"it must be one of {string.Join(", ", Enum.GetNames<FaultKind>())}");
        if (!(rule.Rate is >= 0 and <= 1)) yield return (nameof(rule.Rate), string.Create(CultureInfo.InvariantCulture, $"{rule.Rate} is not from 0 to 1"));
        if (FindModelProblem(rule.Model) is { } model) yield return (nameof(rule.Model), model);
        if (rule.Version is { } version && !ModelVersion.TryParse(version, null, out _)) yield return (nameof(rule.Version), $"'{version}' is no version: {ModelName.Rule}");
        if (isKind && FindDelayProblem(rule) is { } delay) yield return (nameof(rule.Delay), delay);
        if (isKind && rule is { IgnoresTermination: true, Kind: not FaultKind.Hang }) yield return (nameof(rule.IgnoresTermination), $"it belongs to the kind {FaultKind.Hang}, and this is {rule.Kind}");
    }

    private string? FindModelProblem(string? name)
    {
        if (name is null || models.Contains(name, ModelName.Comparer)) return null;
        if (!ModelName.IsValid(name)) return $"'{name}' is no name of a model: {ModelName.Rule}";
        // A rule for an unknown model would never act, and a rehearsal without failures looks like a success.
        return NearestName.Find(name, models) is { } nearest
            ? $"there is no model '{name}'; did you mean '{nearest}'?"
            : $"there is no model '{name}'; registered are: {string.Join(", ", models)}";
    }

    private static string? FindDelayProblem(FaultRule rule)
    {
        if (rule.Kind != FaultKind.Delay) return rule.Delay == default ? null : $"it belongs to the kind {FaultKind.Delay}, and this is {rule.Kind}";
        return rule.Delay > TimeSpan.Zero && rule.Delay <= LongestDelay ? null : $"{rule.Delay:c} is not more than 0 and at most a day";
    }
}
