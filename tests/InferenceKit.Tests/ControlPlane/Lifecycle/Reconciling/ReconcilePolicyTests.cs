using InferenceKit.ControlPlane.Lifecycle.Reconciling;
using InferenceKit.ControlPlane.Lifecycle.Status;

namespace InferenceKit.Tests.ControlPlane.Lifecycle.Reconciling;

/// <summary>
/// Each row: the versions as "number:flags", the primary, the desired versions (primary first), the transition, the step.
/// Flags: S serving, o other content than now, L loaded and unpublished, F failed, R retry due, w files still change,
/// g gone from the repository, b too big to be loaded beside another.
/// </summary>
public sealed class ReconcilePolicyTests
{
    private const string Availability = "AvailabilityPreserving";
    private const string Resource = "ResourcePreserving";

    [Theory]
    // The first load, and its publishing.
    [InlineData("1:", "", "1", Availability, "Load 1")]
    [InlineData("1:w", "", "1", Availability, "Wait")]
    [InlineData("1:L", "", "1", Availability, "Publish 1 primary")]
    [InlineData("1:S", "1", "1", Availability, "None")]
    // A swap: the old one leaves only after the new one serves.
    [InlineData("1:S 2:", "1", "2", Availability, "Load 2")]
    [InlineData("1:S 2:w", "1", "2", Availability, "Wait")]
    [InlineData("1:S 2:L", "1", "2", Availability, "Publish 2 primary")]
    [InlineData("1:S 2:S", "1", "2", Availability, "Publish 2 primary")]
    [InlineData("1:S 2:S", "2", "2", Availability, "Unload 1")]
    // A failure takes nothing away, and is tried again when it is time.
    [InlineData("1:S 2:F", "1", "2", Availability, "None")]
    [InlineData("1:S 2:FR", "1", "2", Availability, "Load 2")]
    [InlineData("1:S", "1", "", Availability, "None")]
    [InlineData("1:Sg", "1", "", Availability, "None")]
    [InlineData("1:Sg 2:", "1", "2", Availability, "Load 2")]
    // New content of the same version.
    [InlineData("1:So", "1", "1", Availability, "Load 1")]
    [InlineData("1:SoL", "1", "1", Availability, "Publish 1 primary")]
    [InlineData("1:SoF", "1", "1", Availability, "None")]
    [InlineData("1:Sow", "1", "1", Availability, "Wait")]
    // Beside the primary.
    [InlineData("1: 2: 3:", "", "3 2", Availability, "Load 3")]
    [InlineData("1: 2: 3:S", "3", "3 2", Availability, "Load 2")]
    [InlineData("1: 2:L 3:S", "3", "3 2", Availability, "Publish 2")]
    [InlineData("1: 2:S 3:S", "3", "3 2", Availability, "None")]
    [InlineData("1: 2:S 3:F", "2", "3 2", Availability, "None")]
    [InlineData("1:S 2: 3:F", "1", "3 2", Availability, "Load 2")]
    // What was loaded while the wish changed.
    [InlineData("1:S 2:L 3:", "1", "3", Availability, "Unload 2")]
    [InlineData("1:S 2:L", "1", "1", Availability, "Unload 2")]
    // No room for two.
    [InlineData("1:S 2:b", "1", "2", Availability, "Refuse 2")]
    [InlineData("2:b", "", "2", Availability, "Load 2")]
    [InlineData("1:S 2:bF", "1", "2", Availability, "None")]
    // Unload first, by option.
    [InlineData("1:S 2:", "1", "2", Resource, "Unload 1")]
    [InlineData("1:S 2:w", "1", "2", Resource, "Wait")]
    [InlineData("1: 2:", "", "2", Resource, "Load 2")]
    [InlineData("1:S 2:b", "1", "2", Resource, "Unload 1")]
    [InlineData("1:So", "1", "1", Resource, "Unload 1")]
    [InlineData("1:S 2:FR", "1", "2", Resource, "None")]
    [InlineData("2:FR", "", "2", Resource, "Load 2")]
    public void Decides_the_next_step(string versions, string primary, string desired, string transition, string step) =>
        Assert.Equal(step, Text(ReconcilePolicy.Next(Model(versions, primary, desired, transition))));

    [Fact]
    public void Waits_for_memory_of_what_drains_when_resources_come_first() =>
        Assert.Equal("Wait", Text(ReconcilePolicy.Next(Model("1: 2:", "", "2", Resource) with { IsDraining = true })));

    [Theory]
    [InlineData("1: 2:F", "Load 1")]
    [InlineData("1:g 2:F", "None")]
    [InlineData("1:F 2:F", "None")]
    [InlineData("1:L 2:F", "Publish 1 primary")]
    public void Brings_the_old_version_back_when_the_new_one_is_broken(string versions, string step) =>
        Assert.Equal(step, Text(ReconcilePolicy.Next(Model(versions, "", "2", Resource) with { LastGood = ModelVersion.FromNumber(1) })));

    [Theory]
    [InlineData("1:S 2:", "Unload 1")]
    [InlineData("1: 2:L", "Unload 2")]
    [InlineData("1: 2:", "None")]
    public void Takes_a_model_out_of_service_and_leaves_it_so(string versions, string step) =>
        Assert.Equal(step, Text(ReconcilePolicy.Next(Model(versions, "1", "2", Availability) with { IsUnloadWanted = true })));

    private static ModelSnapshot Model(string versions, string primary, string desired, string transition)
    {
        var wanted = desired.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(v => ModelVersion.Parse(v)).ToArray();
        return new()
        {
            Versions = [.. versions.Split(' ').Select(Version)],
            Primary = primary.Length == 0 ? null : ModelVersion.Parse(primary),
            Desired = wanted.Length == 0 ? new(null, [], "none") : new(wanted[0], wanted[1..], null),
            Transition = Enum.Parse<VersionTransition>(transition),
            MaxResidentBytes = 100,
        };
    }

    private static VersionSnapshot Version(string text)
    {
        var (number, flags) = (text.Split(':')[0], text.Split(':')[1]);
        return new(ModelVersion.Parse(number))
        {
            IsServing = flags.Contains('S'),
            IsCurrent = !flags.Contains('o'),
            IsLoaded = flags.Contains('L'),
            HasFailed = flags.Contains('F'),
            IsRetryDue = flags.Contains('R'),
            IsStable = !flags.Contains('w'),
            IsAvailable = !flags.Contains('g'),
            EstimatedBytes = flags.Contains('b') ? 101 : 1,
        };
    }

    private static string Text(ReconcileAction action) => action.Kind is ReconcileActionKind.None or ReconcileActionKind.Wait
        ? action.Kind.ToString()
        : $"{action.Kind} {action.Version}{(action.AsPrimary ? " primary" : "")}";
}
