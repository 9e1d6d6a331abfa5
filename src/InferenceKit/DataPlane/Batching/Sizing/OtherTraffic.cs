using InferenceKit.DataPlane.Execution;
using InferenceKit.Serving;

namespace InferenceKit.DataPlane.Batching.Sizing;

/// <summary>Whether other models are being used, by the predictions that their slots have counted.</summary>
internal sealed class OtherTraffic(ServingState serving, ModelRegistration own, long frequency)
{
    private ulong _seen;
    private long _seenAt = long.MinValue;
    private long _lookedAt = long.MinValue;

    /// <summary>Whether another model made a prediction within the last tenth of a second or so.</summary>
    public bool AreThere(long now)
    {
        if (!Mechanisms.OtherTraffic) return false;
        if (_lookedAt == long.MinValue || now - _lookedAt > frequency / 100)
        {
            var count = Count();
            if (count != _seen && _lookedAt != long.MinValue) _seenAt = now;
            (_seen, _lookedAt) = (count, now);
        }
        return _seenAt != long.MinValue && now - _seenAt < frequency / 10;
    }

    private ulong Count()
    {
        ulong count = 0;
        foreach (var version in serving.LiveVersions)
        {
            if (version.Id.Name == own.Name) continue;
            foreach (var slot in version.Slots) count += slot.Predictions;
        }
        return count;
    }
}
