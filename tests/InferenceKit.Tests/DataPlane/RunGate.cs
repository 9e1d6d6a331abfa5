using InferenceKit.Testing;

namespace InferenceKit.Tests.DataPlane;

/// <summary>
/// Holds runs of its model one by one: each waits for the hold that there was when it began, and for no later one. A model's own
/// <see cref="FakeModel.Hold"/> holds all runs.
/// </summary>
internal sealed class RunGate
{
    private volatile Gate? _gate;

    public RunGate(float factor) => Model = new(1, 1, (x, y) =>
    {
        _gate?.Pass();
        y[0] = factor * x[0];
    });

    public FakeModel Model { get; }

    /// <summary>Holds runs that begin from now on; those that the hold before has go on with that.</summary>
    public IDisposable Hold()
    {
        var gate = new Gate();
        LetOthersRun();
        _gate = gate;
        return gate;
    }

    /// <summary>Holds no more runs; the one that is held already stays so.</summary>
    public void LetOthersRun()
    {
        // A run is counted as begun a moment before it comes here.
        _gate?.Entered.Wait();
        _gate = null;
    }

    private sealed class Gate : IDisposable
    {
        private readonly ManualResetEventSlim _open = new(false);

        public ManualResetEventSlim Entered { get; } = new(false);

        public void Pass()
        {
            Entered.Set();
            _open.Wait();
        }

        public void Dispose() => _open.Set();
    }
}
