namespace InferenceKit.Cli.Reporting;

/// <summary>What decides over the version that hosts serve.</summary>
internal enum DecidedBy
{
    /// <summary>The selector, by a version or 'latest'.</summary>
    Selector,
    /// <summary>The selector, by an alias.</summary>
    Alias,
    /// <summary>A change by hand.</summary>
    Edit,
}
