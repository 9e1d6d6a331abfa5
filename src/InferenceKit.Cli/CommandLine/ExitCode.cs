namespace InferenceKit.Cli.CommandLine;

/// <summary>What the tool ends with; the numbers are documented and stay.</summary>
internal enum ExitCode
{
    Done = 0,
    /// <summary>An unexpected failure.</summary>
    Failed = 1,
    /// <summary>The command line is not valid.</summary>
    Usage = 2,
    /// <summary>A version does not verify, or a lock file is not up to date.</summary>
    NotVerified = 3,
    NotFound = 4,
    /// <summary>Another change was first.</summary>
    Conflict = 5,
    /// <summary>Files or state could not be read or written.</summary>
    Unreadable = 6,
    /// <summary>As shells report a program that Ctrl+C ended.</summary>
    Stopped = 130,
}
