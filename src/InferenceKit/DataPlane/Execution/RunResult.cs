namespace InferenceKit.DataPlane.Execution;

/// <summary>How a run of one row source ended.</summary>
/// <param name="Value">The answer of a success.</param>
/// <param name="Failure">The reason of a failure; null for a success and for a run that was stopped.</param>
/// <param name="WasStopped">Whether the run was asked to stop, by its deadline or its caller.</param>
/// <param name="TookInput">Whether the input was encoded: memory that it owns is the run's from then on.</param>
internal readonly record struct RunResult<TValue>(TValue? Value, InferenceFailure? Failure, bool WasStopped, bool TookInput)
{
    public bool IsSuccess => Failure is null && !WasStopped;
}
