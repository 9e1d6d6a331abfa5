namespace InferenceKit;

/// <summary>How the shadows of all models compare with their primaries, so far. Thread-safe; a singleton.</summary>
public interface IShadowReports
{
    /// <summary>The reports of all shadows there are now, by model and name. They begin anew with the host, and with a shadow that is another one.</summary>
    IReadOnlyList<ShadowReport> Reports { get; }

    /// <summary>The report of one shadow; null where no shadow has that name.</summary>
    /// <param name="model">The model's name, compared ignoring case.</param>
    /// <param name="shadow">The shadow's name, compared ignoring case.</param>
    ShadowReport? Find(string model, string shadow);

    /// <summary>The pairs of a shadow that lie furthest apart, the worst first; none unless <see cref="ShadowOptions.KeepExamples"/> asks for them.</summary>
    /// <param name="model">The model's name, compared ignoring case.</param>
    /// <param name="shadow">The shadow's name, compared ignoring case.</param>
    IReadOnlyList<ShadowExample> ExamplesOf(string model, string shadow);
}
