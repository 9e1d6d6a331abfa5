using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace InferenceKit.Testing.Tests.Faults;

/// <summary>What each kind of fault does to a run.</summary>
public sealed class RunFaultTests
{
    private static readonly InferenceRequestOptions Soon = new() { Timeout = TimeSpan.FromMilliseconds(50) };

    [Fact]
    public async Task A_failed_run_is_a_failure_whose_cause_says_that_it_was_injected()
    {
        await using var rig = await FaultRig.StartAsync();
        using (rig.Faults.Add(new() { Kind = FaultKind.Throw }))
        {
            var failure = (await rig.Sum.TryPredictAsync([1, 2])).Failure!;
            Assert.Equal(InferenceError.ExecutionFailed, failure.Error);
            Assert.Equal("sum/1: the run failed: a fault was injected (Throw).", failure.Message);
            Assert.Equal(FaultKind.Throw, Assert.IsType<InjectedFaultException>(failure.Cause).Kind);
        }
        Assert.Equal(3, (await rig.Sum.PredictAsync([1, 2])).Value);
        Assert.Equal(1, rig.Faults.Injected(FaultKind.Throw));
    }

    [Fact]
    public async Task Outputs_are_not_numbers()
    {
        await using var rig = await FaultRig.StartAsync();
        using var rule = rig.Faults.Add(new() { Kind = FaultKind.NotANumber });
        var many = new float[3];
        await rig.Sum.PredictManyAsync(new float[][] { [1, 2], [3, 4], [5, 6] }, many);
        using var response = await rig.Client.InferAsync(new("sum", new NamedValue("x", TensorValue.Copy<float>([1, 2], 1, 2))));

        Assert.Equal(float.NaN, (await rig.Sum.PredictAsync([1, 2])).Value);
        Assert.All(many, value => Assert.Equal(float.NaN, value));
        Assert.Equal([float.NaN], response["y"].AsTensor().AsSpan<float>().ToArray());
        Assert.InRange(rig.Faults.Injected(FaultKind.NotANumber), 3, 5);
        rule.Dispose();
        Assert.Equal(3, (await rig.Sum.PredictAsync([1, 2])).Value);
    }

    [Theory]
    [InlineData(ElementType.Float64)]
    [InlineData(ElementType.Float16)]
    [InlineData(ElementType.BFloat16)]
    public async Task Every_floating_point_type_has_values_that_are_not_numbers(ElementType type)
    {
        await using var rig = await FaultRig.StartAsync(b => b.AddModel("echo", OnnxModels.Identity(type, "batch", 1)));
        rig.Faults.Add(new() { Kind = FaultKind.NotANumber });
        NamedValue input = new("x", TensorValue.CopyBytes(type, new byte[type == ElementType.Float64 ? 8 : 2], [1, 1]));
        using var response = await rig.Client.InferAsync(new("echo", input));
        var output = response["y"].AsTensor();

        Assert.True(type switch
        {
            ElementType.Float64 => double.IsNaN(output.AsSpan<double>()[0]),
            ElementType.Float16 => Half.IsNaN(output.AsSpan<Half>()[0]),
            // The upper half of a Float32.
            _ => float.IsNaN(BitConverter.Int32BitsToSingle(BitConverter.ToUInt16(output.AsBytes()) << 16)),
        });
        Assert.Equal(1, rig.Faults.Injected(FaultKind.NotANumber));
    }

    [Fact]
    public async Task Outputs_that_are_whole_numbers_are_left_alone_and_not_counted()
    {
        await using var rig = await FaultRig.StartAsync(b => b.AddModel(
            "echo", Codec.Scalar<long, long>(), m => m.FromBytes(OnnxModels.Identity(ElementType.Int64, "batch", 1))));
        rig.Faults.Add(new() { Kind = FaultKind.NotANumber });
        using var response = await rig.Client.InferAsync(new("echo", new NamedValue("x", TensorValue.Copy<long>([7], 1, 1))));

        Assert.Equal([7L], response["y"].AsTensor().AsSpan<long>().ToArray());
        Assert.Equal(0, rig.Faults.Injected(FaultKind.NotANumber));
    }

    [Fact]
    public async Task An_output_of_another_shape_is_named_with_what_was_expected_and_what_came()
    {
        await using var rig = await FaultRig.StartAsync();
        using var rule = rig.Faults.Add(new() { Kind = FaultKind.WrongShape });
        var failure = (await rig.Sum.TryPredictAsync([1, 2])).Failure!;

        Assert.Equal(InferenceError.InvalidOutput, failure.Error);
        Assert.Equal("sum/1: Output 'y' is declared as Float32[batch,1], but came in shape [1,1,1]: a fault was injected (WrongShape).", failure.Message);
        Assert.Equal(FaultKind.WrongShape, Assert.IsType<InjectedFaultException>(failure.Cause).Kind);
        Assert.Equal(1, rig.Faults.Injected(FaultKind.WrongShape));
    }

    [Fact]
    public async Task A_delayed_run_begins_that_much_later_by_the_hosts_clock()
    {
        var time = new FakeTimeProvider();
        await using var rig = await FaultRig.StartAsync(time: time);
        using var rule = rig.Faults.Add(new() { Kind = FaultKind.Delay, Delay = TimeSpan.FromSeconds(10) });
        var begin = time.GetTimestamp();
        var prediction = Task.Run(async () => await rig.Sum.PredictAsync([1, 2]));
        await Eventually.True(() => rig.Faults.Injected(FaultKind.Delay) == 1);
        // The timer may not have been set yet: the clock goes on until it was, and fired.
        await Eventually.True(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return prediction.IsCompleted;
        });

        Assert.Equal(3, (await prediction).Value);
        Assert.True(time.GetElapsedTime(begin) >= TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_delay_ends_with_the_deadline()
    {
        await using var rig = await FaultRig.StartAsync();
        using var rule = rig.Faults.Add(new() { Kind = FaultKind.Delay, Delay = TimeSpan.FromHours(1) });
        await MissDeadlinesAsync(rig, FaultKind.Delay);
        await Eventually.True(() => rig.InFlight("sum") == 0);
    }

    [Fact]
    public async Task A_run_hangs_until_its_deadline_stops_it()
    {
        await using var rig = await FaultRig.StartAsync();
        var rule = rig.Faults.Add(new() { Kind = FaultKind.Hang });
        var hangs = await MissDeadlinesAsync(rig, FaultKind.Hang);
        using var values = new CancellationTokenSource();
        var infer = Task.Run(() => rig.Client.InferAsync(new("sum", new NamedValue("x", TensorValue.Copy<float>([1, 2], 1, 2))), values.Token).AsTask());
        await Eventually.True(() => rig.Faults.Injected(FaultKind.Hang) == hangs + 1);
        await values.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => infer);

        rule.Dispose();
        Assert.Equal(3, (await rig.Sum.PredictAsync([1, 2])).Value);
    }

    [Fact]
    public async Task A_hanging_run_goes_on_when_its_rule_is_switched_off()
    {
        await using var rig = await FaultRig.StartAsync();
        var rule = rig.Faults.Add(new() { Kind = FaultKind.Hang });
        var prediction = Task.Run(async () => await rig.Sum.PredictAsync([1, 2]));
        await Eventually.True(() => rig.Faults.Injected(FaultKind.Hang) == 1);
        rule.Dispose();
        Assert.Equal(3, (await prediction).Value);

        using var other = rig.Faults.Add(new() { Kind = FaultKind.Hang });
        prediction = Task.Run(async () => await rig.Sum.PredictAsync([1, 2]));
        await Eventually.True(() => rig.Faults.Injected(FaultKind.Hang) == 2);
        rig.Faults.Enabled = false;
        Assert.Equal(3, (await prediction).Value);
    }

    [Fact]
    public async Task A_run_that_ignores_its_termination_outlives_its_caller_until_its_rule_is_switched_off()
    {
        await using var rig = await FaultRig.StartAsync();
        rig.RunOnWorkers();
        var rule = rig.Faults.Add(new() { Kind = FaultKind.Hang, IgnoresTermination = true });
        await LeaveHangingAsync(rig, rig.Sum);
        Assert.Equal(1, rig.InFlight("sum"));

        rule.Dispose();
        await Eventually.True(() => rig.InFlight("sum") == 0);
        Assert.Equal(3, (await rig.Sum.PredictAsync([1, 2])).Value);
    }

    [Fact]
    public async Task Disposing_the_provider_ends_a_run_that_ignores_its_termination()
    {
        var model = new FakeModel(2, 1, (x, y) => y[0] = x[0] + x[1]);
        var rig = await FaultRig.StartAsync(b =>
        {
            // Faults were added before: they stand before whatever sessions there are in the end.
            b.AddModel("fake", Codec.Scalar<float, float>()).UseFakeModel("fake", model);
            b.Services.AddInference(options => options.Lifecycle.DrainTimeout = TimeSpan.FromMilliseconds(50));
        });
        rig.RunOnWorkers();
        rig.Faults.Add(new() { Kind = FaultKind.Hang, IgnoresTermination = true });
        await LeaveHangingAsync(rig, rig.Predictor("fake"));
        Assert.Equal(1, model.SessionsAlive);

        await rig.DisposeAsync();
        await Eventually.True(() => model.SessionsAlive == 0);
    }

    [Fact]
    public async Task Faults_add_up_and_a_delayed_run_may_fail()
    {
        await using var rig = await FaultRig.StartAsync();
        rig.Faults.Add(new() { Kind = FaultKind.Throw });
        rig.Faults.Add(new() { Kind = FaultKind.Delay, Delay = TimeSpan.FromMilliseconds(1) });
        Assert.Equal(InferenceError.ExecutionFailed, (await rig.Sum.TryPredictAsync([1, 2])).Failure!.Error);
        Assert.Equal((1, 1), (rig.Faults.Injected(FaultKind.Throw), rig.Faults.Injected(FaultKind.Delay)));
    }

    [Fact]
    public async Task A_shared_run_that_fails_is_taken_apart_and_every_caller_gets_an_answer()
    {
        await using var rig = await FaultRig.StartAsync();
        using var rule = rig.Faults.Add(new() { Kind = FaultKind.Throw, Rate = 0.3 });
        var answers = new PredictionResult<float>[500];
        await Parallel.ForAsync(0, answers.Length, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, stop) =>
            answers[i] = await rig.Sum.TryPredictAsync([i, 1], cancellationToken: stop));

        Assert.All(answers.Index(), answer => Assert.True(answer.Item.IsSuccess
            ? answer.Item.GetOrThrow().Value == answer.Index + 1
            : answer.Item.Failure!.Cause is InjectedFaultException));
        Assert.Contains(answers, answer => !answer.IsSuccess);
        Assert.Contains(answers, answer => answer.IsSuccess);
    }

    [Fact]
    public async Task What_a_model_gives_of_its_own_weights_is_a_number_again_afterwards()
    {
        // An output that is a constant of the model, in memory that the runtime gives.
        var model = OnnxModelBuilder.Create("constant")
            .Input("x", ElementType.Float32, "batch", 1)
            .Initializer("w", OnnxTensor.Vector(1f, 2f, 3f))
            .Identity("w", "y")
            .Output("y", ElementType.Float32, "n")
            .Build();
        await using var rig = await FaultRig.StartAsync(b => b.AddModel("constant", Codec.Array<float, float>(), m => m.FromBytes(model)));
        var predictor = rig.Vectors("constant");
        using (rig.Faults.Add(new() { Kind = FaultKind.NotANumber }))
            Assert.All((await predictor.PredictAsync([1])).Value, value => Assert.Equal(float.NaN, value));
        float[] weights = (await predictor.PredictAsync([1])).Value;
        Assert.Equal([1f, 2f, 3f], weights);
    }

    /// <summary>Asks until a run was reached, for a deadline may come before it on a busy machine.</summary>
    private static async Task<long> MissDeadlinesAsync(FaultRig rig, FaultKind kind)
    {
        while (rig.Faults.Injected(kind) == 0)
            Assert.Equal(InferenceError.DeadlineExceeded, (await rig.Sum.TryPredictAsync([1, 2], Soon)).Failure!.Error);
        return rig.Faults.Injected(kind);
    }

    /// <summary>A caller that gives up once its run hangs.</summary>
    private static async Task LeaveHangingAsync(FaultRig rig, IPredictor<float[], float> predictor)
    {
        using var caller = new CancellationTokenSource();
        var prediction = Task.Run(async () => await predictor.TryPredictAsync([1, 2], cancellationToken: caller.Token));
        await Eventually.True(() => rig.Faults.Injected(FaultKind.Hang) == 1);
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => prediction);
    }
}
