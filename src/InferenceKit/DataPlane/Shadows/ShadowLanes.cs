using InferenceKit.Serving;
using InferenceKit.Serving.Traffic;

namespace InferenceKit.DataPlane.Shadows;

/// <summary>The shadows of a model for as long as its traffic stays the same. Immutable.</summary>
/// <param name="Registration">The model.</param>
/// <param name="Traffic">The traffic.</param>
/// <param name="All">One for each shadow of its policy, in that order.</param>
/// <param name="Others">The other model that each shadow is; null for one that is a version.</param>
internal sealed record ShadowLanes(ModelRegistration Registration, ServedTraffic Traffic, ShadowLane[] All, ModelRegistration?[] Others)
{
    private readonly SpareSamples _spare = new();

    /// <summary>A sample for the shadows that want it, a bit for each.</summary>
    public ShadowSample NewSample(ulong wanted)
    {
        var sample = _spare.TryTake() ?? new();
        sample.Begin(this, wanted);
        return sample;
    }

    /// <summary>Keeps a free sample for the next request.</summary>
    public void Keep(ShadowSample sample) => _spare.Keep(sample);

    /// <summary>The version that a shadow is now; null where no version is in service.</summary>
    /// <param name="table">What is served.</param>
    /// <param name="model">The model in it, of this traffic.</param>
    /// <param name="shadow">The shadow's place.</param>
    public ServedVersion? VersionOf(ServingTable table, ServedModel model, int shadow)
    {
        if (Others[shadow] is { } other) return table.Models[other.Ordinal].Primary;
        return shadow < model.ShadowVersions.Length && model.Find(model.ShadowVersions[shadow]) is { IsOutOfService: false } served ? served : null;
    }
}
