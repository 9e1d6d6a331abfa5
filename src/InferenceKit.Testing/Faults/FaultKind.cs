namespace InferenceKit.Testing;

/// <summary>What goes wrong when a fault is injected.</summary>
public enum FaultKind
{
    /// <summary>A run begins later by <see cref="FaultRule.Delay"/>, on the thread that runs it; less when it is asked to stop.</summary>
    Delay = 0,

    /// <summary>A run fails, as if ONNX Runtime had thrown: callers get <see cref="InferenceError.ExecutionFailed"/>, with an <see cref="InjectedFaultException"/> as the cause.</summary>
    Throw = 1,

    /// <summary>
    /// Every element of a run's floating-point outputs is not a number. Sequences and maps are changed only for requests on
    /// values; a run without any such output is left alone, and not counted.
    /// </summary>
    NotANumber = 2,

    /// <summary>A run ends only when it is asked to stop, for example by a deadline; see <see cref="FaultRule.IgnoresTermination"/>.</summary>
    Hang = 3,

    /// <summary>A run ends with an output of another shape than the signature has: callers get <see cref="InferenceError.InvalidOutput"/>.</summary>
    WrongShape = 4,

    /// <summary>A version cannot be loaded, as with a broken file. The library tries again, as it always does.</summary>
    LoadFailure = 5,

    /// <summary>
    /// Versions can be neither listed nor copied, as with a share or a server out of reach. Versions in service go on. A rule
    /// for one version concerns copies of that version alone.
    /// </summary>
    RepositoryOutage = 6,
}
