using System.Runtime.CompilerServices;
using InferenceKit.DataPlane.Pipeline;
using InferenceKit.Serving;

namespace InferenceKit.DataPlane.Traffic;

/// <summary>Chooses the version that answers, from one snapshot.</summary>
internal static class RoutingStage
{
    /// <param name="table">The snapshot.</param>
    /// <param name="model">The model in it.</param>
    /// <param name="context">The version that the request names, or the arm of the split that it was assigned to.</param>
    /// <param name="failure">Why no version answers.</param>
    /// <returns>The version, or null.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ServedVersion? Select(ServingTable table, ServedModel model, ref RequestContext context, out InferenceFailure? failure)
    {
        failure = null;
        var version = context.Arm == 0 ? model.Primary : ArmOf(model, context);
        return version is { IsOutOfService: false } && context.Version is null && !table.IsShuttingDown
            ? version
            : SelectOther(table, model, ref context, out failure);
    }

    /// <summary>The version of the arm, where this table counts arms as the one did that chose it.</summary>
    private static ServedVersion? ArmOf(ServedModel model, in RequestContext context) =>
        ReferenceEquals(model.Traffic?.Names, context.Route?.Names) && context.Arm < model.Arms.Length ? model.Arms[context.Arm] : null;

    private static ServedVersion? SelectOther(ServingTable table, ServedModel model, ref RequestContext context, out InferenceFailure? failure)
    {
        failure = null;
        if (table.IsShuttingDown) failure = Failures.ShuttingDown(model.Name);
        else if (model.Primary is null && model.Versions.IsEmpty) failure = Failures.NotReady(model.Name, model.NotReady);
        else if (context.Version is { } wanted)
        {
            if (ModelVersion.TryParse(wanted, null, out var parsed) && model.Find(parsed) is { } served) return InService(served, out failure);
            failure = Failures.VersionNotFound(model, wanted, parsed);
        }
        else if (context.Arm != 0 && FindArm(model, ref context) is { } arm)
        {
            if (model.Arms[arm] is { } variant) return InService(variant, out failure);
            failure = RoutingFailures.VariantNotReady(model, arm);
        }
        else if (model.Primary is { } primary) return InService(primary, out failure);
        else failure = Failures.NotReady(model.Name, model.NotReady);
        return null;
    }

    /// <summary>Whether a request that waits for a version still does right to.</summary>
    public static bool BelongsTo(ServedModel model, ServedVersion version, in RequestContext context)
    {
        if (context.Version is not null) return true;
        var arm = context.Arm != 0 && context.Route is { } route && model.Traffic is { } traffic ? traffic.ArmOf(route) : 0;
        return version == (arm != 0 && arm < model.Arms.Length ? model.Arms[arm] : model.Primary);
    }

    /// <summary>The arm by this table's count; null where the variant has gone since it was chosen, and the primary takes its requests.</summary>
    private static int? FindArm(ServedModel model, ref RequestContext context)
    {
        context.Arm = model.Traffic is { } traffic && context.Route is { } route ? traffic.ArmOf(route) : 0;
        if (context.Arm != 0 && context.Arm < model.Arms.Length) return context.Arm;
        // It was never there for this request.
        (context.Arm, context.Route) = (0, null);
        return null;
    }

    private static ServedVersion? InService(ServedVersion version, out InferenceFailure? failure)
    {
        failure = version.WhyOutOfService is { } why ? Failures.OutOfService(version.Id, why) : null;
        return failure is null ? version : null;
    }
}
