using InferenceKit.Configuration;
using InferenceKit.ControlPlane.State;
using InferenceKit.ControlPlane.Versioning;

namespace InferenceKit.ControlPlane.Lifecycle.Reconciling;

/// <summary>Settings, state and repository as they were observed once. Immutable.</summary>
/// <param name="Settings">All settings.</param>
/// <param name="Model">The model's.</param>
/// <param name="Edits">What was done by hand.</param>
/// <param name="Desired">What should be in service.</param>
/// <param name="Traffic">What should be in effect of its traffic; null for nothing.</param>
internal sealed record ModelView(InferenceSettings Settings, ModelSettings Model, ModelEdits Edits, DesiredVersions Desired, ServedPolicy? Traffic = null);
