using InferenceKit.Sessions;
using InferenceKit.Sessions.Rows;

namespace InferenceKit.ControlPlane.Lifecycle.Loading.Trials;

/// <summary>One of two sessions that are compared, and a batch of one made-up row for each of two callers.</summary>
internal sealed class TrialSide : IDisposable
{
    public TrialSide(ModelSession session)
    {
        Session = session;
        Here = session.CreateRows(1);
        try
        {
            There = session.CreateRows(1);
        }
        catch
        {
            Here.Dispose();
            throw;
        }
    }

    public ModelSession Session { get; }

    /// <summary>Of the caller on the thread that measures.</summary>
    public RowBatch Here { get; }

    /// <summary>Of the other caller.</summary>
    public RowBatch There { get; }

    /// <summary>Writes the rows, which stay for all runs to come, and runs each once: a first run is cold.</summary>
    /// <returns>Null, or what failed.</returns>
    public string? WarmUp(RunLimit limit) =>
        Loading.WarmUp.RunRows(Session, Here, 1, limit) ?? Loading.WarmUp.RunRows(Session, There, 1, limit);

    public void Dispose()
    {
        Here.Dispose();
        There.Dispose();
    }
}
