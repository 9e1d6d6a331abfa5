using InferenceKit.Serving;

namespace InferenceKit.ControlPlane.Lifecycle;

internal sealed partial class ModelLifecycle
{
    /// <inheritdoc/>
    public void IsolateCircuit(string model, string version, string reason)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        var served = FindServed(model, version);
        ControlPlaneLog.CircuitIsolated(_logger, served.Id, reason);
        served.Breaker.Isolate(reason);
    }

    /// <inheritdoc/>
    public void CloseCircuit(string model, string version)
    {
        var served = FindServed(model, version);
        ControlPlaneLog.CircuitClosed(_logger, served.Id);
        served.Breaker.Close();
    }

    private ServedVersion FindServed(string model, string version)
    {
        var registration = Find(model).Registration;
        var parsed = ParseVersion(version);
        var versions = serving.Current.Models[registration.Ordinal].Versions;
        foreach (var served in versions)
            if (served.Id.Version == parsed) return served;
        throw new InferenceException(
            InferenceError.VersionNotFound,
            $"{registration.Name}: version '{version}' is not in service; in service are: {(versions.IsEmpty ? "none" : string.Join(", ", versions.Select(v => v.Id.Version)))}.");
    }
}
