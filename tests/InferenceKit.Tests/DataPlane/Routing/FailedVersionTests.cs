using InferenceKit.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceKit.Tests.DataPlane.Routing;

/// <summary>Requests for a version that is wanted and could not be loaded are told why it could not.</summary>
public sealed class FailedVersionTests : IAsyncDisposable
{
    private const string Reason = "HTML";
    private readonly MemoryRepository _repository = new();
    private ServiceProvider? _provider;

    public ValueTask DisposeAsync() => _provider?.DisposeAsync() ?? default;

    [Fact]
    public async Task A_variant_of_the_version_that_is_to_be_primary_tells_why_it_could_not_be_loaded()
    {
        _repository.Add("m", "1", OnnxModels.RowSum(1));
        var predictor = await StartAsync(o => o.Version = "latest");
        // From now on the wanted primary is version 2, and version 1 stays for want of it.
        _repository.Add("m", "2", "<html>"u8.ToArray());
        await ReloadAsync();

        await TellsAsync(predictor, new() { Variant = "challenger" }, "variant 'challenger'");
        Assert.True((await predictor.TryPredictAsync([1])).IsSuccess);
        Assert.Contains(Reason, Status.Traffic!.Variants.Single(v => v.Name == "challenger").Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task So_it_does_where_no_version_was_ever_loaded()
    {
        _repository.Add("m", "2", "<html>"u8.ToArray());
        var predictor = await StartAsync(o => (o.Version, o.Required) = ("2", false));
        await TellsAsync(predictor, new() { Variant = "challenger" }, "m");
        await TellsAsync(predictor, new(), "m");
    }

    [Fact]
    public async Task So_it_does_where_another_version_is_loaded_beside_it()
    {
        _repository.Add("m", "1", OnnxModels.RowSum(1)).Add("m", "2", "<html>"u8.ToArray());
        var predictor = await StartAsync(o =>
        {
            (o.Version, o.Required) = ("2", false);
            o.Traffic.Variants["other"] = new() { Version = "1" };
        });
        await Eventually.True(() => Status.Versions.Any(v => v.Version == ModelVersion.FromNumber(1) && v.State == ModelVersionState.Ready));
        await TellsAsync(predictor, new() { Variant = "challenger" }, "variant 'challenger'");
        await TellsAsync(predictor, new(), "no version is ready");
    }

    [Fact]
    public async Task A_request_that_names_the_version_is_told_as_well()
    {
        _repository.Add("m", "1", OnnxModels.RowSum(1));
        var predictor = await StartAsync(o => o.Version = "latest");
        _repository.Add("m", "2", "<html>"u8.ToArray());
        await ReloadAsync();

        var failure = (await predictor.TryPredictAsync([1], new() { Version = "2" })).Failure!;
        Assert.Equal(InferenceError.VersionNotFound, failure.Error);
        Assert.Contains(Reason, failure.Message, StringComparison.Ordinal);
        Assert.Contains("loaded are: 1.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_reason_goes_when_the_version_loads()
    {
        _repository.Add("m", "1", OnnxModels.RowSum(1));
        var predictor = await StartAsync(o => o.Version = "latest");
        _repository.Add("m", "2", "<html>"u8.ToArray());
        await ReloadAsync();
        await TellsAsync(predictor, new() { Variant = "challenger" }, "variant 'challenger'");

        _repository.Add("m", "2", OnnxModels.RowSum(1, scale: 2));
        await Eventually.True(() => Status.Primary == ModelVersion.FromNumber(2));
        Assert.Equal(2, (await predictor.PredictAsync([1], new() { Variant = "challenger" })).Value);
        _repository.Remove("m", "2");
        var failure = (await predictor.TryPredictAsync([1], new() { Version = "9" })).Failure!;
        Assert.DoesNotContain(Reason, failure.Message, StringComparison.Ordinal);
    }

    private ModelStatus Status => _provider!.GetRequiredService<IModelLifecycle>().Models.Single();

    private async Task<IPredictor<float[], float>> StartAsync(Action<ModelOptions> configure)
    {
        var services = new ServiceCollection();
        services.AddInference(o => (o.Repository.Watch, o.State.Persist) = (true, false)).UseRepository(_repository)
            .AddModel("m", Codec.Scalar<float, float>(), m => m.Configure(o =>
            {
                o.Resilience.FallbackOn[FallbackReason.NotReady] = false;
                o.Traffic.Variants["challenger"] = new() { Version = "2" };
                configure(o);
            }));
        _provider = services.BuildServiceProvider();
        await _provider.StartInferenceAsync(TestContext.Current.CancellationToken);
        return _provider.GetRequiredService<IPredictor<float[], float>>();
    }

    private async Task ReloadAsync()
    {
        var lifecycle = _provider!.GetRequiredService<IModelLifecycle>();
        await Assert.ThrowsAsync<InferenceException>(() => lifecycle.ReloadAsync("m", cancellationToken: TestContext.Current.CancellationToken));
    }

    private static async Task TellsAsync(IPredictor<float[], float> predictor, InferenceRequestOptions options, string what)
    {
        InferenceFailure? failure = null;
        await Eventually.True(() => (failure = predictor.TryPredictAsync([1], options).AsTask().Result.Failure)?.Message.Contains(Reason, StringComparison.Ordinal) == true, seconds: 20);
        Assert.Equal(InferenceError.ModelNotReady, failure!.Error);
        Assert.Contains(what, failure.Message, StringComparison.Ordinal);
    }
}
