namespace InferenceKit;

/// <summary>Thrown once, at the edge, by callers that ask for exceptions instead of results.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1032:Implement standard exception constructors", Justification = "A failure is what it carries.")]
public sealed class InferenceException : Exception
{
    /// <summary>Wraps a failure; <see cref="Exception.InnerException"/> is its cause.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="failure"/> is null.</exception>
    public InferenceException(InferenceFailure failure)
        : base((failure ?? throw new ArgumentNullException(nameof(failure))).Message, failure.Cause) =>
        Failure = failure;

    internal InferenceException(InferenceError error, string message)
        : this(new InferenceFailure(error, message)) { }

    /// <summary>What failed.</summary>
    public InferenceFailure Failure { get; }
}
