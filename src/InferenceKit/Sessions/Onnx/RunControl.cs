using InferenceKit.Sessions.Onnx.Faults;
using Microsoft.ML.OnnxRuntime;

namespace InferenceKit.Sessions.Onnx;

/// <summary>The options of one batch's runs: those of usual runs, and those of a run after which the arena shrinks.</summary>
internal sealed class RunControl : IDisposable
{
    private readonly OnnxModelSession _session;
    private readonly RunOptions? _shrinking;
    private int _runs;

    public RunControl(OnnxModelSession session)
    {
        _session = session;
        if (!session.AllocatesFromArena) return;
        _shrinking = new RunOptions();
        _shrinking.AddRunConfigEntry("memory.enable_memory_arena_shrinkage", "cpu:0");
    }

    public RunOptions Usual { get; } = new();

    /// <summary>The options for a run of this size.</summary>
    public RunOptions For(long bytes)
    {
        const int Every = 32;
        if (bytes > UsualRunSize.Large)
        {
            var isOutlier = _session.UsualSize.IsOutlier(bytes);
            _session.UsualSize.Observe(bytes, 1);
            return isOutlier ? _shrinking ?? Usual : Usual;
        }
        // Not at every run, because all threads would then write one cache line.
        if ((_runs++ & (Every - 1)) == 0) _session.UsualSize.Observe(bytes, Every);
        return Usual;
    }

    /// <summary>What to do about a run that failed: again, where an arena with a limit refused it and may be shrunk.</summary>
    public RunOutcome AfterFailure(Exception exception, Func<RunOptions, RunOutcome> runAgain)
    {
        var outcome = RunFailure.Of(exception, _session.IncludesRuntimeErrorText);
        if (outcome.Status != RunStatus.OutOfMemory || _shrinking is not { } options || _session.MaxArenaBytes is not { } most) return outcome;
        return ArenaRefusal.RunAgain(outcome, most, () =>
        {
            try
            {
                return runAgain(options);
            }
#pragma warning disable CA1031 // Whatever a model does is an outcome.
            catch (Exception e)
#pragma warning restore CA1031
            {
                return RunFailure.Of(e, _session.IncludesRuntimeErrorText);
            }
        });
    }

    public void Terminate()
    {
        // Both, because the thread that stops a run does not know which options it uses.
        Usual.Terminate = true;
        if (_shrinking is not null) _shrinking.Terminate = true;
    }

    public void Reset()
    {
        Usual.Terminate = false;
        if (_shrinking is not null) _shrinking.Terminate = false;
    }

    public void Dispose()
    {
        Usual.Dispose();
        _shrinking?.Dispose();
    }
}
