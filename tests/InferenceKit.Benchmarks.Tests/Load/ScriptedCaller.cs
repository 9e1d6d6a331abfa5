using InferenceKit.Benchmarks.Load;

namespace InferenceKit.Benchmarks.Tests.Load;

/// <summary>A caller whose answers a test decides, call by call.</summary>
internal sealed class ScriptedCaller(Func<int, ValueTask<bool>> answer) : ICaller
{
    private int _calls;

    public int Calls => _calls;

    public ValueTask<bool> CallAsync() => answer(Interlocked.Increment(ref _calls) - 1);
}
