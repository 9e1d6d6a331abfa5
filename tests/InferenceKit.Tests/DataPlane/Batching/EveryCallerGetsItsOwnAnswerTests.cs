using System.Threading.Channels;
using InferenceKit.Serving;
using InferenceKit.Testing;

namespace InferenceKit.Tests.DataPlane.Batching;

/// <summary>
/// Random concurrent schedules: sizes, deadlines, cancellations, priorities, bad rows and swaps. Every caller gets exactly one outcome, a
/// success is what its version makes of its input alone, and a failure has its reason in the request.
/// </summary>
public sealed class EveryCallerGetsItsOwnAnswerTests
{
    private const int Callers = 24, Requests = 60, AnswersBetweenSwaps = 48;

    public static TheoryData<int, BatchingMode, bool> Schedules
    {
        get
        {
            var data = new TheoryData<int, BatchingMode, bool>();
            for (var seed = 0; seed < 24; seed++) data.Add(seed, (BatchingMode)(seed % 3), seed % 4 == 3);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Schedules))]
    public async Task Whatever_comes_together(int seed, BatchingMode mode, bool onWorkers)
    {
        using var rig = new DataPlaneRig();
        var policy = new ServingPolicy
        {
            MaxRowsPerRun = 8,
            Batching = new() { Mode = mode, MaxQueuedRows = seed % 5 == 0 ? 10 : 10_000, MaxQueueDelay = TimeSpan.FromMilliseconds(seed % 2) },
        };
        var serving = rig.Publish(Model(1), version: 1, concurrency: 1 + seed % 3, onWorkers, policy);
        // One swap after so many answers, so that swaps fall between requests wherever these stand.
        var answers = Channel.CreateUnbounded<bool>();
        var swaps = Task.Run(async () =>
        {
            var version = 1;
            for (var answered = 1; await answers.Reader.WaitToReadAsync(); answered++)
            {
                await answers.Reader.ReadAsync();
                if (answered % AnswersBetweenSwaps != 0) continue;
                var old = serving;
                serving = rig.Publish(Model(++version), version, concurrency: 1 + version % 3, onWorkers, policy);
                await DataPlaneRig.RetireAsync(old);
            }
            return version;
        });

        var callers = Task.WhenAll(Enumerable.Range(0, Callers).Select(i => Task.Run(() => CallAsync(rig, new Random(seed * 1000 + i), answers.Writer))));
        try
        {
            await callers.WaitAsync(TimeSpan.FromSeconds(120));
        }
        catch (TimeoutException)
        {
            Assert.Fail(string.Join("; ", rig.Serving.LiveVersions.Select(v => v.Queue.ToString())));
        }
        var outcomes = await callers;
        answers.Writer.Complete();
        Assert.Equal(1 + Callers * Requests / AnswersBetweenSwaps, await swaps);

        Assert.Equal(Callers * Requests, outcomes.Sum(o => o.Values.Sum()));
        Assert.True(outcomes.Sum(o => o.GetValueOrDefault("success")) > (policy.Batching.MaxQueuedRows < 100 ? 0 : Callers * Requests / 2), string.Join(", ", outcomes.SelectMany(o => o)));
        await Eventually.True(() => serving.InFlight == 0 && !serving.Queue.HasWaiting);
        Assert.Equal(0, rig.Waiting);
    }

    // Every version has its own factor; a negative row is bad.
    private static FakeModel Model(int version) => new(1, 1, (x, y) => y[0] = x[0] >= 0 ? version * x[0] : throw new InvalidOperationException("a bad row"));

    private static async Task<Dictionary<string, int>> CallAsync(DataPlaneRig rig, Random random, ChannelWriter<bool> answers)
    {
        var outcomes = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < Requests; i++)
        {
            var outcome = await OneAsync(rig, random);
            outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
            Assert.True(answers.TryWrite(true));
            if (random.Next(8) == 0) await Task.Yield();
        }
        return outcomes;
    }

    private static async Task<string> OneAsync(DataPlaneRig rig, Random random)
    {
        var isBad = random.Next(20) == 0;
        var hurries = random.Next(6) == 0;
        var options = new InferenceRequestOptions
        {
            Priority = random.Next(-2, 3),
            Timeout = hurries ? TimeSpan.FromMilliseconds(random.Next(1, 4)) : null,
        };
        using var cancellation = random.Next(6) == 0 ? new CancellationTokenSource() : null;
        var rows = random.Next(4) == 0 ? random.Next(1, 20) : 1;
        var inputs = Enumerable.Range(0, rows).Select(_ => (float)random.Next(1, 1 << 18)).ToArray();
        if (isBad) inputs[random.Next(rows)] = -1;
        try
        {
            var answer = rows == 1 && random.Next(2) == 0
                ? PredictAsync(rig, inputs, options, cancellation?.Token ?? default)
                : InferAsync(rig, inputs, options, cancellation?.Token ?? default);
            if (cancellation is not null) await cancellation.CancelAsync();
            var (version, outputs) = await answer;
            Assert.False(isBad);
            Assert.Equal(inputs.Select(x => version * x), outputs);
            return "success";
        }
        catch (OperationCanceledException)
        {
            Assert.NotNull(cancellation);
            return "cancelled";
        }
        catch (InferenceException e)
        {
            switch (e.Failure.Error)
            {
                case InferenceError.DeadlineExceeded: Assert.True(hurries, e.Message); break;
                case InferenceError.ExecutionFailed: Assert.True(isBad, e.Message); break;
                default: Assert.Equal(InferenceError.QueueFull, e.Failure.Error); break;
            }
            return e.Failure.Error.ToString();
        }
    }

    private static async Task<(int Version, float[] Outputs)> PredictAsync(DataPlaneRig rig, float[] inputs, InferenceRequestOptions options, CancellationToken token)
    {
        var prediction = await rig.Predictor.PredictAsync(inputs[0], options, token);
        return (VersionOf(prediction.Info), [prediction.Value]);
    }

    private static async Task<(int Version, float[] Outputs)> InferAsync(DataPlaneRig rig, float[] inputs, InferenceRequestOptions options, CancellationToken token)
    {
        var request = new InferenceRequest(DataPlaneRig.Model, new NamedValue("x", TensorValue.Copy(inputs, inputs.Length, 1))) { Options = options };
        using var response = await rig.Client.InferAsync(request, token);
        return (VersionOf(response.Info), response["y"].AsTensor().AsSpan<float>().ToArray());
    }

    private static int VersionOf(InferenceInfo info) => int.Parse(info.Model.Version.ToString(), System.Globalization.CultureInfo.InvariantCulture);
}
