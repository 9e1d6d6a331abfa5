using InferenceKit.Serving;

namespace InferenceKit.DataPlane.Shadows;

/// <summary>Asks the shadows themselves.</summary>
internal sealed class ShadowReports(ServingState serving, ShadowStage shadows) : IShadowReports
{
    public IReadOnlyList<ShadowReport> Reports =>
        [.. serving.Current.Models.OrderBy(m => m.Name, ModelName.Comparer).SelectMany(shadows.Of).Select(lane => lane.Tally.Report())];

    public ShadowReport? Find(string model, string shadow) => LaneOf(model, shadow)?.Tally.Report();

    public IReadOnlyList<ShadowExample> ExamplesOf(string model, string shadow) => LaneOf(model, shadow)?.Examples.List() ?? [];

    private ShadowLane? LaneOf(string model, string shadow)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(shadow);
        return serving.TryFind(model, out var registration)
            ? Array.Find(shadows.Of(serving.Current.Models[registration.Ordinal]), lane => lane.Policy.Name.Equals(shadow, StringComparison.OrdinalIgnoreCase))
            : null;
    }
}
