namespace InferenceKit.Benchmarks.Load;

/// <summary>One caller: makes a call and says whether it was answered. Used by one thread at a time.</summary>
internal interface ICaller
{
    ValueTask<bool> CallAsync();
}
