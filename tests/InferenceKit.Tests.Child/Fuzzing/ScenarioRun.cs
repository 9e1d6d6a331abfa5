using System.Collections.Concurrent;
using System.Globalization;
using InferenceKit.Tests.Child.Fuzzing.Calls;
using InferenceKit.Tests.Child.Fuzzing.Hosting;

namespace InferenceKit.Tests.Child.Fuzzing;

/// <summary>Runs a scenario: callers send, versions change, and every outcome is judged.</summary>
internal sealed class ScenarioRun(FuzzScenario scenario, Oracle oracle, FuzzHost host)
{
    private readonly Verdict _verdict = new(scenario, oracle);
    private readonly ConcurrentQueue<string> _problems = new();
    private readonly EndedOutputs _endedOutputs = new();
    private long _answers;
    private long _failures;
    private long _cancelled;
    private long _inline;

    // Changes with each swap, before it begins and after it ended; between two swaps it is even, and one version serves.
    private volatile int _epoch;
    private volatile int _serving = 1;

    public IReadOnlyCollection<string> Problems => _problems;

    public long Answers => _answers;

    public long Failures => _failures;

    public long Cancelled => _cancelled;

    /// <summary>Answers to requests with a token that did not wait in a queue: their callers' own threads ran them.</summary>
    public long Inline => _inline;

    /// <summary>Runs a load: the plan's own, or another one on the same host.</summary>
    public async Task RunAsync(FuzzPlan plan, FuzzRandom random)
    {
        var tokens = new CallerTokens(e => _problems.Enqueue($"a cancellation threw {e}"));
        var callers = new Task[plan.Callers];
        for (var i = 0; i < callers.Length; i++)
        {
            var own = random.Fork();
            callers[i] = Task.Run(() => CallAsync(plan, own, tokens));
        }
        var all = Task.WhenAll(callers);
        var neighbour = plan.HasNeighbour ? new Neighbour(host, _problems.Enqueue).RunAsync(random.Fork(), all) : Task.CompletedTask;
        await SwapAsync(plan, random.Fork(), all);
        await all;
        await neighbour;
        tokens.Dispose();
        if (_endedOutputs.FindProblem() is { } problem) _problems.Enqueue(problem);
        while (host.Faults.TryTake(out var fault)) _problems.Enqueue(fault);
    }

    private async Task SwapAsync(FuzzPlan plan, FuzzRandom random, Task callers)
    {
        for (var i = 0; i < plan.Swaps && !callers.IsCompleted; i++)
        {
            var next = random.Between(1, scenario.Versions.Length);
            var key = Watch.Begin($"seed {scenario.Seed}, a change to version {next}");
            _epoch++;
            try
            {
                await host.Lifecycle.LoadAsync(FuzzScenario.Model, next.ToString(CultureInfo.InvariantCulture));
                _serving = next;
            }
            catch (InferenceException e)
            {
                _problems.Enqueue($"version {next} cannot be loaded: {e.Failure}");
            }
            _epoch++;
            Watch.End(key);
        }
    }

    private async Task CallAsync(FuzzPlan plan, FuzzRandom random, CallerTokens tokens)
    {
        for (var i = 0; i < plan.RequestsOfCaller && _problems.Count < 5; i++)
        {
            var request = FuzzRequest.Make(random, scenario, plan);
            var key = Watch.Begin($"seed {scenario.Seed}, {request.Form} of {request.Samples.Length}, {request.Token}");
            try
            {
                await SendAsync(request, tokens);
            }
            catch (Exception e)
            {
                _problems.Enqueue($"{request.Form}: {e.GetType().Name} came to the caller: {e.Message}");
            }
            Watch.End(key);
            if (random.Chance(20)) await Task.Yield();
        }
    }

    private async Task SendAsync(FuzzRequest request, CallerTokens tokens)
    {
        using var caller = tokens.Begin(request.Token);
        var token = caller.Token;
        var wasCancelled = token.IsCancellationRequested;
        var (epoch, serving) = (_epoch, _serving);
        try
        {
            var (problem, version) = request.Form switch
            {
                RequestForm.Values => await OnValuesAsync(request, token),
                RequestForm.Typed => await TypedAsync(request, token),
                _ => await ManyAsync(request, token),
            };
            if (wasCancelled) problem ??= "its token was cancelled before the call, and it has another outcome";
            // Where no version changed meanwhile and traffic is not divided, there was one that could answer.
            if (problem is null && version > 0 && epoch % 2 == 0 && epoch == _epoch && !scenario.Plan.HasVariant && version != serving)
                problem = $"version {version} answered, and {serving} was serving";
            if (problem is not null) _problems.Enqueue($"{request.Form}, {request.Token}: {problem}");
        }
        catch (OperationCanceledException e)
        {
            Interlocked.Increment(ref _cancelled);
            if (caller.FindProblem(e) is { } problem) _problems.Enqueue($"{request.Form}, {request.Token}: {problem}");
        }
        Interlocked.Increment(ref _answers);
    }

    private async Task<(string? Problem, int Version)> OnValuesAsync(FuzzRequest request, CancellationToken token)
    {
        try
        {
            var asked = host.Client.InferAsync(new(FuzzScenario.Model, scenario.Requests[request.Samples[0]]) { Options = OptionsOf(request) }, token);
            using var response = request.Blocks ? asked.AsTask().GetAwaiter().GetResult() : await asked;
            var version = VersionOf(response.Info, token);
            return (_verdict.OfValues(request, response.Outputs, version), version);
        }
        catch (InferenceException e)
        {
            return (Failed(request, e.Failure), 0);
        }
    }

    private async Task<(string? Problem, int Version)> TypedAsync(FuzzRequest request, CancellationToken token)
    {
        var asked = host.Predictor.TryPredictAsync(scenario.Rows[request.Samples[0]], OptionsOf(request), token);
        var result = request.Blocks ? asked.AsTask().GetAwaiter().GetResult() : await asked;
        if (!result.TryGet(out var prediction)) return (Failed(request, result.Failure!), 0);
        var version = VersionOf(prediction.Info, token);
        return (_verdict.OfRow(request.Samples[0], prediction.Value, version), version);
    }

    private async Task<(string? Problem, int Version)> ManyAsync(FuzzRequest request, CancellationToken token)
    {
        var outputs = new InferenceValue[request.Samples.Length][];
        try
        {
            var asked = host.Predictor.PredictManyAsync(Array.ConvertAll(request.Samples, sample => scenario.Rows[sample]), outputs, OptionsOf(request), token);
            if (request.Blocks) asked.AsTask().GetAwaiter().GetResult();
            else await asked;
        }
        catch (InferenceException e)
        {
            return (Failed(request, e.Failure), 0);
        }
        finally
        {
            _endedOutputs.Add(outputs);
        }
        for (var i = 0; i < outputs.Length; i++)
            if (_verdict.OfRowOfAny(request.Samples[i], outputs[i]) is { } difference) return (string.Create(CultureInfo.InvariantCulture, $"row {i} of {outputs.Length}: {difference}"), 0);
        return (null, 0);
    }

    private string? Failed(FuzzRequest request, InferenceFailure failure)
    {
        Interlocked.Increment(ref _failures);
        return _verdict.OfFailure(request, failure);
    }

    private int VersionOf(InferenceInfo info, CancellationToken token)
    {
        if (token.CanBeCanceled && info.QueueTime == TimeSpan.Zero && info.BatchSize == 1) Interlocked.Increment(ref _inline);
        return int.Parse(info.Model.Version.ToString(), CultureInfo.InvariantCulture);
    }

    private static InferenceRequestOptions OptionsOf(FuzzRequest request) => new() { Timeout = request.Timeout, Priority = request.Priority };
}
