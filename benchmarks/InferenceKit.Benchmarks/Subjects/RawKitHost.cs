using InferenceKit.Benchmarks.Baselines;
using InferenceKit.Benchmarks.Load;

namespace InferenceKit.Benchmarks.Subjects;

/// <summary>Raw sessions by name, without a lease: it can load beside, but not swap.</summary>
internal sealed class RawKitHost : IKitHost
{
    private const int WarmUpRuns = 8;
    private const int RowsPerRun = 1024;
    private readonly Dictionary<string, HostedModel> _models;
    private readonly Dictionary<string, RawSession> _sessions;
    private readonly List<IDisposable> _made = [];

    public RawKitHost(IReadOnlyList<HostedModel> models)
    {
        _models = models.ToDictionary(m => m.Name);
        _sessions = models.Where(m => m.IsLoadedAtStart).ToDictionary(m => m.Name, m => new RawSession(m.Model));
    }

    public ICallLoop PredictOne(string model, float[][] rows) => Keep(new BoundLoop(_sessions[model], rows));

    public ICallLoop PredictByName(string model, float[][] rows) =>
        throw new NotSupportedException("A raw session has no name.");

    public ICallLoop InferValues(string model, float[][] rows) => new FreshValueLoop(_sessions[model], rows);

    public IManyRows PredictMany(string model) =>
        Keep(new BoundRows(_sessions[model], _sessions[model].TakesManyRows ? RowsPerRun : 1));

    public ICaller CreateCaller(string model, float[][] rows, int firstRow) =>
        Keep(new PreallocatedCaller(_sessions[model], rows, firstRow));

    public Task SwapAsync(string model) =>
        throw new NotSupportedException("Disposing a raw session while it runs ends the process.");

    public Task LoadAsync(string model) => Task.Run(() =>
    {
        var session = new RawSession(_models[model].Model);
        var rows = _models[model].Model.Distribution.Draw(1, session.RowLength);
        using var loop = new BoundLoop(session, rows);
        loop.Run(WarmUpRuns);
        _sessions[model] = session;
    });

    public Task UnloadAsync(string model)
    {
        if (_sessions.Remove(model, out var session))
            session.Dispose();
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        foreach (var made in _made)
            made.Dispose();
        foreach (var session in _sessions.Values)
            session.Dispose();
        return ValueTask.CompletedTask;
    }

    private T Keep<T>(T made)
        where T : IDisposable
    {
        _made.Add(made);
        return made;
    }
}
