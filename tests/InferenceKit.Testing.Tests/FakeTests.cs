using Microsoft.Extensions.DependencyInjection;

namespace InferenceKit.Testing.Tests;

public sealed class FakeTests
{
    [Fact]
    public async Task A_fake_model_answers_behind_a_real_registration_and_can_be_held()
    {
        var model = new FakeModel(2, 1, (x, y) => y[0] = x[0] + x[1]);
        var services = new ServiceCollection();
        services.AddInference().AddModel("sum", Codec.Scalar<float, float>()).UseFakeModel("sum", model);
        await using var provider = services.BuildServiceProvider();
        await provider.StartInferenceAsync(TestContext.Current.CancellationToken);
        var predictor = provider.GetRequiredService<IPredictor<float[], float>>();

        Assert.Equal(5, (await predictor.PredictAsync([2, 3])).Value);

        using (model.Hold())
        {
            var late = await predictor.TryPredictAsync([2, 3], new() { Timeout = TimeSpan.FromMilliseconds(50) });
            Assert.Equal(InferenceError.DeadlineExceeded, late.Failure!.Error);
        }
        Assert.Equal(9, (await predictor.PredictAsync([4, 5])).Value);
    }

    [Fact]
    public async Task Versions_of_a_fake_model_swap()
    {
        var services = new ServiceCollection();
        services.AddInference().AddModel("m", Codec.Scalar<float, float>())
            .UseFakeModel("m", new FakeModel(1, 1, (x, y) => y[0] = 1), "1")
            .UseFakeModel("m", new FakeModel(1, 1, (x, y) => y[0] = 2), "2");
        await using var provider = services.BuildServiceProvider();
        await provider.StartInferenceAsync(TestContext.Current.CancellationToken);
        var predictor = provider.GetRequiredService<IPredictor<float[], float>>();
        var lifecycle = provider.GetRequiredService<IModelLifecycle>();

        Assert.Equal(2, (await predictor.PredictAsync([0])).Value);
        await lifecycle.LoadAsync("m", "1", cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(1, (await predictor.PredictAsync([0])).Value);
    }

    [Fact]
    public async Task A_memory_repository_serves_what_is_added_and_its_outage_unloads_nothing()
    {
        var repository = new MemoryRepository().Add("m", "1", OnnxModels.RowSum(1, scale: 1));
        var services = new ServiceCollection();
        services.AddInference(o => (o.Repository.Watch, o.State.Persist) = (true, false)).AddModel("m", Codec.Scalar<float, float>(), m => m.Configure(o => o.Version = "latest"));
        services.AddInference().UseRepository(repository);
        await using var provider = services.BuildServiceProvider();
        await provider.StartInferenceAsync(TestContext.Current.CancellationToken);
        var predictor = provider.GetRequiredService<IPredictor<float[], float>>();
        var lifecycle = provider.GetRequiredService<IModelLifecycle>();

        repository.Add("m", "2", OnnxModels.RowSum(1, scale: 10));
        await lifecycle.ReloadAsync("m", cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(30, (await predictor.PredictAsync([3])).Value);

        repository.FailWith(new IOException("out of reach"));
        await Assert.ThrowsAsync<InferenceException>(() => lifecycle.ReloadAsync("m", cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal(30, (await predictor.PredictAsync([3])).Value);
    }

    [Fact]
    public async Task A_fake_predictor_is_one_line()
    {
        var predictor = FakePredictor.Create<string, int>(text => text.Length);
        var failing = FakePredictor.Failing<string, int>(InferenceError.ModelNotReady);
        var lengths = new int[2];
        await predictor.PredictManyAsync(new[] { "a", "bcd" }, lengths);

        Assert.Equal(4, (await predictor.PredictAsync("four")).Value);
        Assert.Equal([1, 3], lengths);
        Assert.Equal(InferenceError.ModelNotReady, (await failing.TryPredictAsync("x")).Failure!.Error);
    }

    [Fact]
    public async Task Holds_nest_and_runs_go_on_when_all_are_disposed()
    {
        var model = new FakeModel(1, 1, (x, y) => y[0] = x[0]);
        var services = new ServiceCollection();
        services.AddInference().AddModel("m", Codec.Scalar<float, float>()).UseFakeModel("m", model);
        await using var provider = services.BuildServiceProvider();
        await provider.StartInferenceAsync(TestContext.Current.CancellationToken);
        var predictor = provider.GetRequiredService<IPredictor<float[], float>>();

        // Runs of the warm-up count as well.
        var runs = model.RunsStarted;
        var first = model.Hold();
        var second = model.Hold();
        second.Dispose();
        // Once more ends no other hold.
        second.Dispose();
        var held = Task.Run(() => predictor.PredictAsync([1]).AsTask());
        await Eventually.True(() => model.RunsStarted == runs + 1);
        await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.Equal(runs, model.RunsEnded);

        var third = model.Hold();
        first.Dispose();
        await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.Equal(runs, model.RunsEnded);

        third.Dispose();
        Assert.Equal(1, (await held).Value);
        Assert.Equal(2, (await predictor.PredictAsync([2])).Value);
    }
}
