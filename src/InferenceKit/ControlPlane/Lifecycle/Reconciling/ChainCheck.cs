using InferenceKit.Configuration;
using InferenceKit.Serving;
using InferenceKit.Serving.Resilience;

namespace InferenceKit.ControlPlane.Lifecycle.Reconciling;

/// <summary>Holds chains, variants and shadows that are other models against the versions that serve when the host has started.</summary>
internal static class ChainCheck
{
    /// <summary>What does not suit, by model; models that are not ready are not checked.</summary>
    public static IEnumerable<(string Model, string Problem)> FindProblems(ServingState serving, InferenceSettings settings)
    {
        var table = serving.Current;
        foreach (var registration in serving.Registrations)
        {
            if (table.Models[registration.Ordinal].Primary is not { } own) continue;
            foreach (var (name, what, mayAdapt) in OthersOf(settings.Models[registration.Name].Serving))
            {
                if (!serving.TryFind(name, out var other) || table.Models[other.Ordinal].Primary is not { } target) continue;
                if (FindProblem(registration, own, target, name, mayAdapt) is { } problem) yield return (registration.Name, $"{what}: {problem}");
            }
        }
    }

    /// <summary>Why a version of another model cannot take requests; null where it can.</summary>
    /// <param name="registration">The model that was asked.</param>
    /// <param name="own">Its primary.</param>
    /// <param name="target">The other model's.</param>
    /// <param name="name">The other model's name.</param>
    /// <param name="mayAdapt">Whether an adapter may make up for another signature.</param>
    public static string? FindProblem(ModelRegistration registration, ServedVersion own, ServedVersion target, string name, bool mayAdapt)
    {
        var differences = own.Signature.DifferencesFrom(target.Signature);
        var another = differences.Count == 0
            ? null
            : $"the signature of {target.Id} is another one{(mayAdapt ? ", and there is no adapter (AddAdapter)" : "")}: {string.Join("; ", differences)}";
        if (registration.Codecs.IsEmpty || !mayAdapt) return another;
        foreach (var codec in registration.Codecs)
        {
            var bound = codec.CodecFor(name);
            if (bound == codec && another is not null) return another;
            if (target.CodecOf(bound, out var problem) is null) return problem;
        }
        return null;
    }

    private static IEnumerable<(string Name, string What, bool MayAdapt)> OthersOf(ServingPolicy policy)
    {
        foreach (var step in policy.Fallback?.Steps ?? [])
            if (step.Kind == FallbackKind.Model) yield return (step.Name, $"{step}", true);
        foreach (var variant in policy.Traffic?.Variants ?? [])
            if (variant.Target.Model is { } other) yield return (other, $"variant '{variant.Name}' ({variant.Target})", true);
        foreach (var shadow in policy.Traffic?.Shadows ?? [])
            if (shadow.Target.Model is { } other) yield return (other, $"shadow '{shadow.Name}' ({shadow.Target})", false);
    }
}
