
namespace InferenceKit.ControlPlane.Lifecycle.Reconciling;

internal enum ReconcileActionKind
{
    /// <summary>All is as desired, or cannot be brought nearer now.</summary>
    None,
    /// <summary>Nothing until files are stable or memory is free.</summary>
    Wait,
    /// <summary>Make a session.</summary>
    Load,
    /// <summary>Let a loaded version serve, or send the traffic to one that serves already.</summary>
    Publish,
    /// <summary>Take a version out of service, or drop one that was loaded in vain.</summary>
    Unload,
    /// <summary>Note that it may not be loaded, or that there is no memory for it beside what it would replace.</summary>
    Refuse,
}

/// <summary>The next step from what is to what should be.</summary>
/// <param name="Kind">What to do.</param>
/// <param name="Version">With which version; of no meaning for none and wait.</param>
/// <param name="AsPrimary">For publish: whether the traffic goes to it.</param>
internal readonly record struct ReconcileAction(ReconcileActionKind Kind, ModelVersion Version = default, bool AsPrimary = false)
{
    public static ReconcileAction None => default;

    public static ReconcileAction Wait => new(ReconcileActionKind.Wait);

    public static ReconcileAction Load(ModelVersion version) => new(ReconcileActionKind.Load, version);

    public static ReconcileAction Publish(ModelVersion version, bool asPrimary) => new(ReconcileActionKind.Publish, version, asPrimary);

    public static ReconcileAction Unload(ModelVersion version) => new(ReconcileActionKind.Unload, version);

    public static ReconcileAction Refuse(ModelVersion version) => new(ReconcileActionKind.Refuse, version);
}
