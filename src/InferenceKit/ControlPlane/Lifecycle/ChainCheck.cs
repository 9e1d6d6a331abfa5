using InferenceKit.Configuration;
using InferenceKit.Runtime;
using InferenceKit.Runtime.Resilience;

namespace InferenceKit.ControlPlane.Lifecycle;

/// <summary>Holds chains that lead to other models against the versions that serve when the host has started.</summary>
internal static class ChainCheck
{
    /// <summary>What does not suit, by model; models that are not ready are not looked at.</summary>
    public static IEnumerable<(string Model, string Problem)> FindProblems(ServingState serving, InferenceSettings settings)
    {
        var table = serving.Current;
        foreach (var registration in serving.Registrations)
        {
            if (table.Models[registration.Ordinal].Primary is not { } own) continue;
            foreach (var step in settings.Models[registration.Name].Serving.Fallback?.Steps ?? [])
            {
                if (step.Kind != FallbackKind.Model || !serving.TryFind(step.Name, out var other) || table.Models[other.Ordinal].Primary is not { } target) continue;
                if (FindProblem(registration, own, target, step) is { } problem) yield return (registration.Name, $"{step}: {problem}");
            }
        }
    }

    private static string? FindProblem(ModelRegistration registration, ServedVersion own, ServedVersion target, FallbackStep step)
    {
        var differences = own.Signature.DifferencesFrom(target.Signature);
        var another = differences.Count == 0
            ? null
            : $"the signature of {target.Id} is another one, and there is no adapter (AddAdapter): {string.Join("; ", differences)}";
        if (registration.Codecs.IsEmpty) return another;
        foreach (var codec in registration.Codecs)
        {
            var guest = codec.CodecFor(step.Name);
            if (guest == codec && another is not null) return another;
            if (target.CodecOf(guest, out var problem) is null) return problem;
        }
        return null;
    }
}
