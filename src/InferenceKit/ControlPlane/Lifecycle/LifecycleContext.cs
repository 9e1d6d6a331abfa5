using InferenceKit.Configuration;
using InferenceKit.ControlPlane.Lifecycle.Loading;
using InferenceKit.ControlPlane.Lifecycle.Loading.Memory;
using InferenceKit.ControlPlane.Repository.Locking;
using InferenceKit.ControlPlane.Repository.Staging;
using InferenceKit.ControlPlane.State;
using InferenceKit.Monitoring;
using InferenceKit.Serving;
using Microsoft.Extensions.Logging;

namespace InferenceKit.ControlPlane.Lifecycle;

/// <summary>What the loops of all models share.</summary>
internal sealed record LifecycleContext(
    ServingState Serving, ISettingsSource Settings, IModelRepository Repository, ModelEditsStore Edits, VersionLoader Loader,
    ResidentMemory Memory, InferenceMetrics Metrics, ILogger Logger, TimeProvider Time)
{
    // Volatile, because the loops of all models read it on their own threads.
    private volatile bool _hasStarted;

    public required LockSource Locks { get; init; }

    public required DigestSource Digests { get; init; }

    /// <summary>The start is over: from here on loads give way to traffic. Before that, giving way would only delay the start.</summary>
    public void MarkStarted() => _hasStarted = true;

    public bool IsBesideTraffic => _hasStarted && Serving.Current.Models.Any(m => m.Primary is not null);
}
