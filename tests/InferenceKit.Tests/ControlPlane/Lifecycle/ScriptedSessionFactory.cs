using System.Collections.Concurrent;
using System.Globalization;
using InferenceKit.Sessions;
using InferenceKit.Testing;

namespace InferenceKit.Tests.ControlPlane.Lifecycle;

/// <summary>
/// Makes fake sessions of what the staged file says: <c>times 2</c> for a model that multiplies, <c>counted</c> for a
/// broken one that counts all loads, anything else for a plainly broken one. Loads can be held.
/// </summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage(
    "Design", "CA1001:Types that own disposable fields should be disposable", Justification = "A load may be waiting on it.")]
internal sealed class ScriptedSessionFactory : ISessionFactory
{
    private readonly ConcurrentDictionary<string, FakeModel> _models = new();
    private volatile ManualResetEventSlim? _hold;
    private int _concurrent;

    public ConcurrentQueue<string> Loads { get; } = [];

    public int MostAtOnce { get; private set; }

    public string? Problem { get; set; }

    /// <summary>The model behind all sessions of this content.</summary>
    public FakeModel this[string content] => _models.GetOrAdd(content, Make);

    public int SessionsAlive => _models.Values.Sum(m => m.SessionsAlive);

    /// <summary>Holds loads until the result is set.</summary>
    public ManualResetEventSlim Hold() => _hold = new(false);

    /// <summary>Holds no further loads; those that are held stay so.</summary>
    public void LetOthersLoad() => _hold = null;

    public string? FindProblem(SessionSettings settings) => Problem;

    public ModelSession Load(ModelId model, string path, SessionSettings settings, CancellationToken cancellationToken)
    {
        lock (_models) MostAtOnce = Math.Max(MostAtOnce, ++_concurrent);
        try
        {
            Loads.Enqueue($"{model} {settings.Threads}");
            _hold?.Wait(CancellationToken.None);
            cancellationToken.ThrowIfCancellationRequested();
            var content = File.ReadAllText(path);
            if (content == "counted") throw new SessionLoadException($"Load {Loads.Count}.");
            return this[content].CreateSession();
        }
        finally
        {
            lock (_models) _concurrent--;
        }
    }

    private static FakeModel Make(string content)
    {
        if (!content.StartsWith("times ", StringComparison.Ordinal)) throw new SessionLoadException("The file is no model.");
        var factor = float.Parse(content.AsSpan(6), CultureInfo.InvariantCulture);
        return new FakeModel(1, 1, (x, y) => y[0] = factor * x[0]);
    }
}
