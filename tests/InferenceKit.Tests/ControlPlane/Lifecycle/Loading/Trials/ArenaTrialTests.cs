using InferenceKit.Configuration;
using InferenceKit.ControlPlane.Lifecycle.Loading;
using InferenceKit.ControlPlane.Lifecycle.Loading.Trials;
using InferenceKit.Serving;
using InferenceKit.Serving.Rows;
using InferenceKit.Sessions;
using InferenceKit.Testing;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace InferenceKit.Tests.ControlPlane.Lifecycle.Loading.Trials;

public sealed class ArenaTrialTests : IDisposable
{
    // So far apart that it does not matter which of the callers has a core at a time.
    private static readonly TimeSpan Fast = TimeSpan.FromMicroseconds(2), Slow = TimeSpan.FromMicroseconds(50);

    private readonly FakeTimeProvider _clock = new();
    private readonly FakeModel _model = new(1, 1, (x, y) => y[0] = x[0]);
    private readonly FakeLogger _log = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly RunLimit _limit;
    private readonly ArenaSession _first;
    private readonly List<SessionSettings> _loads = [];
    private Func<ArenaSession> _load;

    public ArenaTrialTests()
    {
        _limit = new(TimeSpan.FromSeconds(10), _clock, _stop.Token);
        _first = new(_model.CreateSession(), usesArena: true, Slow, _clock);
        _load = () => Other(Fast);
    }

    public void Dispose()
    {
        _limit.Dispose();
        _stop.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_session_that_is_clearly_faster_without_an_arena_serves_and_the_other_is_disposed(bool isBesideTraffic)
    {
        var chosen = Choose(isBesideTraffic: isBesideTraffic);

        Assert.False(chosen.AllocatesFromArena);
        Assert.Equal(1, _model.SessionsAlive);
        Assert.False(Assert.Single(_loads).UseArena);
        chosen.Dispose();
        Assert.Equal(0, _model.SessionsAlive);
        Assert.Contains("Uses an arena: False", _log.LatestRecord.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_session_that_is_slower_without_goes_again()
    {
        _load = () => Other(TimeSpan.FromMicroseconds(900));

        AssertKept("Uses an arena: True");
    }

    [Fact]
    public void A_second_session_that_cannot_be_loaded_changes_nothing()
    {
        _load = () => throw new SessionLoadException("There is no memory.");

        AssertKept("There is no memory.");
    }

    [Fact]
    public void Runs_that_fail_change_nothing()
    {
        _load = () => Other(Fast, () => _model.FailWith(new InvalidOperationException("Refused.")));

        AssertKept("Refused.");
    }

    [Fact]
    public void Runs_that_throw_change_nothing()
    {
        var runs = 0;
        // The first two are the warm-up's.
        _load = () => Other(Fast, () =>
        {
            if (Interlocked.Increment(ref runs) > 2) throw new InvalidOperationException("Broken.");
        });

        AssertKept("runs failed");
    }

    [Fact]
    public void Runs_of_no_time_change_nothing()
    {
        _load = () => Other(TimeSpan.Zero);

        AssertKept("runs failed");
    }

    [Fact]
    public void A_faster_session_that_does_not_give_its_samples_outputs_does_not_serve()
    {
        ModelSession? checkedOne = null;

        AssertKept("sample 'a' differs", other =>
        {
            checkedOne = other;
            return "sample 'a' differs";
        });
        Assert.False(checkedOne!.AllocatesFromArena);
    }

    [Fact]
    public void Cancellation_ends_it_and_leaves_the_first_session_to_its_owner()
    {
        var runs = 0;
        _load = () => Other(Fast, () =>
        {
            if (Interlocked.Increment(ref runs) == 100) _stop.Cancel();
        });

        Assert.ThrowsAny<OperationCanceledException>(() => Choose());
        Assert.Equal(1, _model.SessionsAlive);
        _first.Dispose();
        Assert.Equal(0, _model.SessionsAlive);
    }

    [Fact]
    public void What_a_trial_showed_of_the_first_sessions_rows_holds_for_the_other()
    {
        _rows = new(new(RowSharing.Never, "its outputs are of one length"), CountsRows: false, IsAsDeclared: true);

        Assert.True(Assert.IsType<ArenaSession>(Choose()).HasOneRowPerRun);
    }

    [Fact]
    public void It_is_worth_while_where_it_can_make_a_difference()
    {
        var open = new ModelSettings { Name = "m" };
        var warm = new WarmUpOutcome(Fast, null, null, CanRun: true);

        Assert.True(IsWorthwhile(open, warm));
        Assert.False(IsWorthwhile(open with { Session = new() { UseArena = true } }, warm));
        Assert.False(IsWorthwhile(open with { Session = new() { UseArena = false } }, warm));
        Assert.False(IsWorthwhile(open with { MaxConcurrency = 1 }, warm));
        Assert.False(IsWorthwhile(open, warm, cores: 1));
        Assert.False(IsWorthwhile(open, warm, bytes: 1 << 30));
        Assert.False(IsWorthwhile(open, warm, usesArena: false));
        Assert.False(IsWorthwhile(open, warm with { TypicalRun = TimeSpan.FromMilliseconds(0.1) }));
        Assert.False(IsWorthwhile(open, warm with { TypicalRun = TimeSpan.Zero }));
        Assert.False(IsWorthwhile(open, warm with { CanRun = false }));
        Assert.False(IsWorthwhile(open, warm with { Problem = "A run failed." }));
    }

    private RowTrialOutcome _rows = new(RowVerdict.Shared, CountsRows: true, IsAsDeclared: true);

    private bool IsWorthwhile(ModelSettings settings, WarmUpOutcome warmUp, int cores = 2, long bytes = 1000, bool usesArena = true) =>
        Trial(cores).IsWorthwhile(settings, new ArenaSession(_first, usesArena, Fast, _clock), bytes, warmUp);

    private void AssertKept(string reason, Func<ModelSession, string?>? findProblem = null)
    {
        Assert.Same(_first, Choose(findProblem));
        Assert.Equal(1, _model.SessionsAlive);
        Assert.Contains(reason, _log.LatestRecord.Message, StringComparison.Ordinal);
        _first.Dispose();
        Assert.Equal(0, _model.SessionsAlive);
    }

    private ModelSession Choose(Func<ModelSession, string?>? findProblem = null, bool isBesideTraffic = false)
    {
        var registration = new ModelRegistration("m", 0, []);
        var request = new LoadRequest(
            registration, new() { Id = new("m", ModelVersion.FromNumber(1)), Fingerprint = "f" }, new() { Name = "m" }, isBesideTraffic, _ => { });
        return Trial(cores: 2).Choose(request, _first, "model.onnx", findProblem ?? (_ => null), _rows, _limit, _stop.Token);
    }

    private ArenaTrial Trial(int cores) => new(new Factory(this), cores, _log, _clock);

    private ArenaSession Other(TimeSpan run, Action? beforeRun = null) => new(_model.CreateSession(), usesArena: false, run, _clock, beforeRun);

    private sealed class Factory(ArenaTrialTests tests) : ISessionFactory
    {
        public string? FindProblem(SessionSettings settings) => null;

        public ModelSession Load(ModelId model, string path, SessionSettings settings, CancellationToken cancellationToken)
        {
            tests._loads.Add(settings);
            return tests._load();
        }
    }
}
