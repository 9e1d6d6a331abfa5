using Microsoft.Extensions.DependencyInjection;

namespace InferenceKit.Tests.DependencyInjection;

public sealed class PredictorResolutionTests
{
    [Fact]
    public void A_predictor_is_the_same_by_key_by_provider_and_by_types()
    {
        using var provider = Build(b => b.AddModel("fraud", Codec.Array<float, float>()).AddModel("other", Codec.Scalar<float, float>()));
        var predictor = provider.GetRequiredKeyedService<IPredictor<float[], float[]>>("fraud");
        Assert.Same(predictor, provider.GetRequiredService<IPredictorProvider>().GetPredictor<float[], float[]>("FRAUD"));
        Assert.Same(predictor, provider.GetRequiredService<IPredictor<float[], float[]>>());
        Assert.Same(predictor, provider.GetRequiredKeyedService<IPredictor<float[], float[]>>("Fraud"));
    }

    [Fact]
    public void A_predictor_without_a_key_is_ambiguous_between_models_of_the_same_types_and_names_them()
    {
        using var provider = Build(b => b
            .AddModel("a", Codec.Array<float, float>()).AddModel("b", Codec.Array<float, float>()).AddModel("c", Codec.Scalar<float, float>()));
        var error = Assert.Throws<InvalidOperationException>(() => provider.GetRequiredService<IPredictor<float[], float[]>>());
        Assert.StartsWith("IPredictor<float[], float[]> is ambiguous between the models 'a', 'b'", error.Message, StringComparison.Ordinal);
        Assert.NotNull(provider.GetRequiredKeyedService<IPredictor<float[], float[]>>("b"));
        Assert.NotNull(provider.GetRequiredService<IPredictor<float[], float>>());
    }

    [Fact]
    public void All_predictors_of_the_same_types_can_be_listed()
    {
        using var provider = Build(b => b.AddModel("a", Codec.Array<float, float>()).AddModel("b", Codec.Array<float, float>()));
        Assert.Equal(2, provider.GetKeyedServices<IPredictor<float[], float[]>>(KeyedService.AnyKey).Distinct().Count());
    }

    [Fact]
    public void A_key_without_a_model_is_refused_with_the_models_there_are()
    {
        using var provider = Build(b => b.AddModel("fraud", Codec.Array<float, float>()));
        var error = Assert.Throws<InferenceException>(() => provider.GetRequiredKeyedService<IPredictor<float[], float[]>>("fruad"));
        Assert.Contains("fraud", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_predictor_that_the_host_registered_before_is_left_alone()
    {
        var services = new ServiceCollection();
        var own = InferenceKit.Testing.FakePredictor.Create<float[], float[]>(x => x);
        services.AddSingleton(own);
        services.AddInference().AddModel("fraud", Codec.Array<float, float>());
        using var provider = services.BuildServiceProvider();
        Assert.Same(own, provider.GetRequiredService<IPredictor<float[], float[]>>());
    }

    [Fact]
    public void A_codec_may_be_two_functions_or_come_from_the_service_provider()
    {
        using var provider = Build(b => b
            .AddModel("functions", (float x, TensorWriter writer) => writer.Row<float>(0)[0] = x, reader => reader.Row<float>(0)[0])
            .AddModel("service", s => s.GetRequiredService<PredictionCodec<double[], double[]>>()));
        Assert.NotNull(provider.GetRequiredService<IPredictor<float, float>>());
        Assert.NotNull(provider.GetRequiredService<IPredictor<double[], double[]>>());
    }

    private static ServiceProvider Build(Action<InferenceBuilder> configure)
    {
        var services = new ServiceCollection();
        configure(services.AddInference());
        return services.BuildServiceProvider();
    }
}
