using System.Runtime.CompilerServices;
using InferenceKit.Runtime;

namespace InferenceKit.DataPlane.Routing;

/// <summary>Chooses the version that answers, from one snapshot.</summary>
internal static class RoutingStage
{
    /// <param name="table">The snapshot.</param>
    /// <param name="model">The model in it.</param>
    /// <param name="version">The version that the request names; null for the one that traffic goes to.</param>
    /// <param name="failure">Why there is none.</param>
    /// <returns>The version, or null.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ServedVersion? Select(ServingTable table, ServedModel model, string? version, out InferenceFailure? failure)
    {
        failure = null;
        return model.Primary is { IsOutOfService: false } primary && version is null && !table.IsShuttingDown
            ? primary
            : SelectOther(table, model, version, out failure);
    }

    private static ServedVersion? SelectOther(ServingTable table, ServedModel model, string? wanted, out InferenceFailure? failure)
    {
        failure = null;
        if (table.IsShuttingDown) failure = Failures.ShuttingDown(model.Name);
        else if (model.Primary is null && model.Versions.IsEmpty) failure = Failures.NotReady(model.Name, model.NotReady);
        else if (wanted is not null)
        {
            if (ModelVersion.TryParse(wanted, null, out var parsed))
                foreach (var served in model.Versions)
                    if (served.Id.Version == parsed) return InService(served, out failure);
            failure = Failures.VersionNotFound(model.Name, wanted, model.Versions.Select(v => v.Id));
        }
        else if (model.Primary is { } primary) return InService(primary, out failure);
        else failure = Failures.NotReady(model.Name, model.NotReady);
        return null;
    }

    private static ServedVersion? InService(ServedVersion version, out InferenceFailure? failure)
    {
        failure = version.WhyOutOfService is { } why ? Failures.OutOfService(version.Id, why) : null;
        return failure is null ? version : null;
    }
}
