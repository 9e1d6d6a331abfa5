using InferenceKit.Sessions;

namespace InferenceKit.DataPlane.Execution;

/// <summary>
/// A run whose callers get an outcome whatever happens: a session must not throw, but if one does, they still need an answer, the slot has
/// to come back, and on a worker the process would end.
/// </summary>
internal static class SupervisedRun
{
    /// <summary>Runs; never throws.</summary>
    public static async ValueTask<RunOutcome> RunAsync(ModelSession session, RunBatch batch)
    {
        try
        {
            return await session.RunAsync(batch, CancellationToken.None).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // See above.
        catch (Exception exception)
        {
            return Threw(exception);
        }
#pragma warning restore CA1031
    }

    /// <summary>Waits for a run that did not complete synchronously; never throws.</summary>
    public static async ValueTask<RunOutcome> EndAsync(ValueTask<RunOutcome> run)
    {
        try
        {
            return await run.ConfigureAwait(false);
        }
#pragma warning disable CA1031 // See above.
        catch (Exception exception)
        {
            return Threw(exception);
        }
#pragma warning restore CA1031
    }

    private static RunOutcome Threw(Exception exception) => new(RunStatus.Failed, "the session threw.", exception);
}
