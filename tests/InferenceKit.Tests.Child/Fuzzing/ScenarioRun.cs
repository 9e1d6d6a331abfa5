using System.Collections.Concurrent;
using System.Globalization;

namespace InferenceKit.Tests.Child.Fuzzing;

/// <summary>Runs a scenario: callers send, versions change, and every outcome is judged.</summary>
internal sealed class ScenarioRun(FuzzScenario scenario, Oracle oracle, FuzzHost host)
{
    private readonly Verdict _verdict = new(scenario, oracle);
    private readonly ConcurrentQueue<string> _problems = new();
    private long _answers;
    private long _failures;

    // Changes with each swap, before it begins and after it ended; between two swaps it is even, and one version serves.
    private volatile int _epoch;
    private volatile int _serving = 1;

    public IReadOnlyCollection<string> Problems => _problems;

    public long Answers => _answers;

    public long Failures => _failures;

    public async Task RunAsync()
    {
        var random = new FuzzRandom(scenario.Seed ^ 0x5bd1e995);
        var callers = new Task[scenario.Plan.Callers];
        for (var i = 0; i < callers.Length; i++)
        {
            var own = random.Fork();
            callers[i] = Task.Run(() => CallAsync(own));
        }
        var all = Task.WhenAll(callers);
        await SwapAsync(random.Fork(), all);
        await all;
    }

    private async Task SwapAsync(FuzzRandom random, Task callers)
    {
        for (var i = 0; i < scenario.Plan.Swaps && !callers.IsCompleted; i++)
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

    private async Task CallAsync(FuzzRandom random)
    {
        for (var i = 0; i < scenario.Plan.RequestsOfCaller && _problems.Count < 5; i++)
        {
            var request = FuzzRequest.Make(random, scenario);
            var key = Watch.Begin($"seed {scenario.Seed}, {request.Form} of {request.Samples.Length}");
            try
            {
                await SendAsync(request);
            }
            catch (Exception e)
            {
                _problems.Enqueue($"{request.Form}: {e.GetType().Name} came to the caller: {e.Message}");
            }
            Watch.End(key);
            if (random.Chance(20)) await Task.Yield();
        }
    }

    private async Task SendAsync(FuzzRequest request)
    {
        using var cancellation = request.CancelAfter is { } after ? new CancellationTokenSource(after) : null;
        var token = cancellation?.Token ?? default;
        var (epoch, serving) = (_epoch, _serving);
        try
        {
            var (problem, version) = request.Form switch
            {
                RequestForm.Values => await OnValuesAsync(request, token),
                RequestForm.Typed => await TypedAsync(request, token),
                _ => await ManyAsync(request, token),
            };
            Interlocked.Increment(ref _answers);
            // Where no version changed meanwhile and traffic is not divided, there was one that could answer.
            if (problem is null && version > 0 && epoch % 2 == 0 && epoch == _epoch && !scenario.Plan.HasVariant && version != serving)
                problem = $"version {version} answered, and {serving} was serving";
            if (problem is not null) _problems.Enqueue($"{request.Form}: {problem}");
        }
        catch (OperationCanceledException) when (cancellation is not null)
        {
            Interlocked.Increment(ref _failures);
        }
    }

    private async Task<(string? Problem, int Version)> OnValuesAsync(FuzzRequest request, CancellationToken token)
    {
        try
        {
            var asked = host.Client.InferAsync(new(FuzzScenario.Model, scenario.Requests[request.Samples[0]]) { Options = OptionsOf(request) }, token);
            using var response = request.Blocks ? asked.AsTask().GetAwaiter().GetResult() : await asked;
            var version = NumberOf(response.Info);
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
        var version = NumberOf(prediction.Info);
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
        for (var i = 0; i < outputs.Length; i++)
            if (_verdict.OfRowOfAny(request.Samples[i], outputs[i]) is { } difference) return (string.Create(CultureInfo.InvariantCulture, $"row {i} of {outputs.Length}: {difference}"), 0);
        return (null, 0);
    }

    private string? Failed(FuzzRequest request, InferenceFailure failure)
    {
        Interlocked.Increment(ref _failures);
        return _verdict.OfFailure(request, failure);
    }

    private static int NumberOf(InferenceInfo info) => int.Parse(info.Model.Version.ToString(), CultureInfo.InvariantCulture);

    private static InferenceRequestOptions OptionsOf(FuzzRequest request) => new() { Timeout = request.Timeout, Priority = request.Priority };
}
