namespace InferenceKit.Benchmarks.Load;

/// <summary>
/// One side of a comparison with one caller: makes so many calls on the current thread, over distinct rows one after the other.
/// The loop stands inside so that nothing but the call is between two calls.
/// </summary>
internal interface ICallLoop
{
    /// <returns>The sum of the scores, so that no call can be left out.</returns>
    double Run(int calls);
}
