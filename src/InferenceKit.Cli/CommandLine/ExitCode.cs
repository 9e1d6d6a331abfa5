namespace InferenceKit.Cli.CommandLine;

/// <summary>What the tool ends with; the numbers are documented and stay.</summary>
internal enum ExitCode
{
    Done = 0,
    /// <summary>Something nobody foresaw.</summary>
    Failed = 1,
    /// <summary>The command line is not one that there is.</summary>
    Usage = 2,
    /// <summary>A version is not what it should be, or a lock file is not up to date.</summary>
    NotVerified = 3,
    NotFound = 4,
    /// <summary>Somebody else was first.</summary>
    Conflict = 5,
    /// <summary>Files or state could not be read or written.</summary>
    Unreadable = 6,
    /// <summary>As shells have it for what Ctrl+C ended.</summary>
    Stopped = 130,
}
