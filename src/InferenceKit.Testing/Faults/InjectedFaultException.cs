using System.Diagnostics.CodeAnalysis;

namespace InferenceKit.Testing;

/// <summary>The cause of an injected failure, which distinguishes it from a real one.</summary>
[SuppressMessage("Design", "CA1032:Implement standard exception constructors", Justification = "Only injected faults make it.")]
public sealed class InjectedFaultException : Exception
{
    internal InjectedFaultException(FaultKind kind, string message) : base(message) => Kind = kind;

    /// <summary>What went wrong.</summary>
    public FaultKind Kind { get; }
}
