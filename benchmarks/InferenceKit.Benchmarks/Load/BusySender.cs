namespace InferenceKit.Benchmarks.Load;

/// <summary>Keeps a core busy as the sender of an open loop does, so that a capacity is measured on the cores that it will leave.</summary>
internal sealed class BusySender : IDisposable
{
    private readonly StopFlag _stop = new();
    private readonly Thread _thread;

    public BusySender()
    {
        _thread = new(() =>
        {
            while (!_stop.IsRaised)
                Thread.SpinWait(8);
        });
        _thread.Start();
    }

    public void Dispose()
    {
        _stop.Raise();
        _thread.Join();
    }
}
