namespace InferenceKit.Tests.Child.Fuzzing;

/// <summary>What one seed does: models, options, and what callers send.</summary>
internal sealed class FuzzScenario
{
    public const string Model = "fuzz";

    public required int Seed { get; init; }

    /// <summary>The versions, from 1.</summary>
    public required FuzzModel[] Versions { get; init; }

    /// <summary>Requests on values, which suit one version at least.</summary>
    public required NamedValue[][] Requests { get; init; }

    /// <summary>Rows for the codec; none where an input is no tensor.</summary>
    public required NamedValue[][] Rows { get; init; }

    public required FuzzPlan Plan { get; init; }

    public string Describe()
    {
        var lines = Versions.Select((version, i) => $"version {i + 1}: {version.Text}{(version.HasOwnRows ? " [own rows]" : "")}");
        return string.Join(" | ", lines.Append(Plan.ToString()));
    }
}
