using System.Diagnostics.CodeAnalysis;

namespace InferenceKit.Testing;

/// <summary>The cause of a failure that was injected; it tells rehearsed failures from real ones.</summary>
[SuppressMessage("Design", "CA1032:Implement standard exception constructors", Justification = "Only injected faults make it.")]
public sealed class InjectedFaultException : Exception
{
    internal InjectedFaultException(FaultKind kind, string message) : base(message) => Kind = kind;

    /// <summary>What went wrong.</summary>
    public FaultKind Kind { get; }
}
