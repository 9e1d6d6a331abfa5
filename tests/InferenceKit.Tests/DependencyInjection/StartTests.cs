using InferenceKit.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace InferenceKit.Tests.DependencyInjection;

public sealed class StartTests
{
    private static readonly byte[] Mlp = OnnxModels.Mlp(inputs: 4, hidden: 4, outputs: 2);

    [Fact]
    public async Task Without_a_host_models_load_at_the_start_and_stop_with_the_provider()
    {
        var services = new ServiceCollection();
        services.AddInference().AddModel("mlp", Codec.Array<float, float>(), m => m.FromBytes(Mlp));
        IPredictor<float[], float[]> predictor;
        await using (var provider = services.BuildServiceProvider())
        {
            predictor = provider.GetRequiredService<IPredictor<float[], float[]>>();
            Assert.Equal(InferenceError.ModelNotReady, (await Predict(predictor)).Failure?.Error);
            await provider.StartInferenceAsync(TestContext.Current.CancellationToken);
            Assert.Equal(2, (await Predict(predictor)).GetOrThrow().Value.Length);
            Assert.Equal("mlp", Assert.Single(provider.GetRequiredService<IModelLifecycle>().Models).Name);
        }
        Assert.Equal(InferenceError.ShuttingDown, (await Predict(predictor)).Failure?.Error);
    }

    [Fact]
    public async Task A_host_loads_before_its_services_start_and_stops_after_they_have_stopped()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddHostedService<PredictsWhileItStartsAndStops>();
        builder.Services.AddInference().AddModel("mlp", Codec.Array<float, float>(), m => m.FromBytes(Mlp));
        using var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        await host.StopAsync(TestContext.Current.CancellationToken);
        var service = Assert.IsType<PredictsWhileItStartsAndStops>(host.Services.GetServices<IHostedService>().First(s => s is PredictsWhileItStartsAndStops));
        Assert.Equal((true, true), (service.AtStart, service.AtStop));
        Assert.Equal(InferenceError.ShuttingDown, (await Predict(host.Services.GetRequiredService<IPredictor<float[], float[]>>())).Failure?.Error);
    }

    [Fact]
    public async Task Bad_configuration_stops_the_start_of_the_host_with_every_error()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Inference:Models:mlp:Keep"] = "some",
            ["Inference:Models:mlp:Execution:Thread"] = "1",
        });
        builder.Services.AddInference(builder.Configuration.GetSection("Inference"));
        using var host = builder.Build();
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(TestContext.Current.CancellationToken));
        Assert.Equal(2, error.Failures.Count());
    }

    [Fact]
    public async Task An_ambiguous_predictor_in_a_hosted_service_stops_the_start_and_names_the_models()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddHostedService<PredictsWhileItStartsAndStops>();
        builder.Services.AddInference()
            .AddModel("a", Codec.Array<float, float>(), m => m.FromBytes(Mlp)).AddModel("b", Codec.Array<float, float>(), m => m.FromBytes(Mlp));
        using var host = builder.Build();
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync(TestContext.Current.CancellationToken));
        Assert.Contains("'a', 'b'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_beside_the_content_root_is_served_and_configuration_names_it()
    {
        var root = Directory.CreateTempSubdirectory("inferencekit-tests-");
        try
        {
            await File.WriteAllBytesAsync(Path.Combine(root.FullName, "mlp.onnx"), Mlp, TestContext.Current.CancellationToken);
            var builder = Host.CreateEmptyApplicationBuilder(new() { ContentRootPath = root.FullName });
            builder.Configuration.AddInMemoryCollection([new("Inference:Models:mlp:Source", "mlp.onnx")]);
            builder.Services.AddInference(builder.Configuration.GetSection("Inference"));
            using var host = builder.Build();
            await host.StartAsync(TestContext.Current.CancellationToken);
            using var response = await host.Services.GetRequiredService<IInferenceClient>().InferAsync(
                new("mlp", new NamedValue(InputOf(host), TensorValue.Copy<float>([1, 2, 3, 4], 1, 4))), TestContext.Current.CancellationToken);
            Assert.Equal("mlp", response.Info.Model?.Name);
            await host.StopAsync(TestContext.Current.CancellationToken);
        }
        finally
        {
            root.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Disposing_the_provider_while_requests_run_lets_them_finish()
    {
        var services = new ServiceCollection();
        services.AddInference().AddModel("slow", Codec.Array<float, float>(), m => m.FromBytes(OnnxModels.SlowLoop(20_000)));
        var provider = services.BuildServiceProvider();
        await provider.StartInferenceAsync(TestContext.Current.CancellationToken);
        var predictor = provider.GetRequiredService<IPredictor<float[], float[]>>();
        var requests = Enumerable.Range(0, 4).Select(_ => Task.Run(async () => await predictor.TryPredictAsync([1f]))).ToArray();
        await Eventually.True(() => provider.GetRequiredService<InferenceKit.Serving.ServingState>().LiveVersions.Any(v => v.InFlight > 0));
        await provider.DisposeAsync();
        foreach (var result in await Task.WhenAll(requests))
            Assert.True(result.IsSuccess || result.Failure!.Error == InferenceError.ShuttingDown, result.Failure?.ToString());
    }

    [Fact]
    public async Task A_provider_can_be_disposed_synchronously_and_without_a_start()
    {
        var services = new ServiceCollection();
        services.AddInference().AddModel("mlp", Codec.Array<float, float>(), m => m.FromBytes(Mlp));
        services.BuildServiceProvider().Dispose();
        var provider = services.BuildServiceProvider();
        Assert.NotNull(provider.GetRequiredService<IModelLifecycle>());
        provider.Dispose();
        provider = services.BuildServiceProvider();
        await provider.StartInferenceAsync(TestContext.Current.CancellationToken);
        provider.Dispose();
    }

    [Fact]
    public void A_file_beside_bytes_is_an_error()
    {
        var errors = Configuration.SettingsRig.ErrorsOf(
            b => b.AddModel("mlp", Codec.Array<float, float>(), m => m.FromBytes(Mlp)), ("Models:mlp:Source", "mlp.onnx"));
        Assert.StartsWith("Inference:Models:mlp:Source: ", Assert.Single(errors), StringComparison.Ordinal);
    }

    private static string InputOf(IHost host) =>
        host.Services.GetRequiredService<InferenceKit.Serving.ServingState>().Current.Models[0].Primary!.Signature.Inputs[0].Name;

    private static ValueTask<PredictionResult<float[]>> Predict(IPredictor<float[], float[]> predictor) =>
        predictor.TryPredictAsync([1f, 2f, 3f, 4f], cancellationToken: TestContext.Current.CancellationToken);

    private sealed class PredictsWhileItStartsAndStops(IPredictor<float[], float[]> predictor) : IHostedService
    {
        public bool AtStart { get; private set; }

        public bool AtStop { get; private set; }

        public async Task StartAsync(CancellationToken cancellationToken) => AtStart = (await Predict(predictor)).IsSuccess;

        public async Task StopAsync(CancellationToken cancellationToken) => AtStop = (await Predict(predictor)).IsSuccess;
    }
}
