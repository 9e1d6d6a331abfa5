namespace InferenceKit.Tests.Child.Fuzzing.Calls;

/// <summary>Where the cancellation token of a request comes from.</summary>
internal enum TokenKind
{
    /// <summary>It has no token.</summary>
    None,

    /// <summary>A source of its own, which another thread cancels, or nothing does.</summary>
    Own,

    /// <summary>A source that was cancelled before the call.</summary>
    CancelledBefore,

    /// <summary>A source with a timer.</summary>
    Timer,

    /// <summary>A source that is linked to one of its own and to the one that callers share.</summary>
    Linked,

    /// <summary>The source that all callers share, as that of a service that shuts down.</summary>
    Shared,
}
