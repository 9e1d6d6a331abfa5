using InferenceKit.Configuration;
using InferenceKit.Serving;
using InferenceKit.Testing;
using InferenceKit.Tests.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace InferenceKit.Tests.DependencyInjection;

public sealed class RegistrationTests
{
    private static readonly PredictionCodec<float[], float[]> Floats = Codec.Array<float, float>();

    [Fact]
    public void Several_calls_compose()
    {
        var services = new ServiceCollection();
        services.AddInference(Section(("A:Models:one:Version", "1")).GetSection("A")).AddModel("one", Floats);
        services.AddInference(o => o.Defaults.Keep = "all").AddModel("two", Codec.Scalar<float, float>());
        services.AddInference(Section(("B:Models:one:Keep", "latest-2")).GetSection("B"));
        services.AddInference().UseSessionFactory(new StubSessionFactory()).AddModel("ONE", m => m.Required = false);
        using var provider = services.BuildServiceProvider();
        var models = provider.GetRequiredService<ISettingsSource>().Current.Models;
        Assert.Equal(2, models.Count);
        Assert.Equal(("one", "1", "latest-2", false), (models["one"].Name, models["one"].Version, models["one"].Keep, models["one"].Required));
        Assert.Equal("all", models["two"].Keep);
        Assert.Single(services, d => d.ServiceType == typeof(IPredictorProvider));
    }

    [Fact]
    public void A_json_file_says_all_of_it()
    {
        const string Json = """
            { "Inference": {
                "Repository": { "Path": "models", "Watch": true },
                "Defaults": { "Resilience": { "Timeout": "00:00:01" } },
                "Models": {
                  "fraud": {
                    "Version": "@stable|latest", "Required": true,
                    "Batching": { "MaxQueuedRows": 128 }, "Resilience": { "Timeout": "00:00:00.050" },
                    "Execution": { "Provider": "cpu", "Threads": 2, "MaxConcurrency": null, "ProviderOptions": {} } },
                  "rules": {} } } }
            """;
        using var json = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(Json));
        var services = new ServiceCollection();
        services.AddInference(new ConfigurationBuilder().AddJsonStream(json).Build().GetSection("Inference"));
        using var provider = services.BuildServiceProvider();
        var settings = provider.GetRequiredService<ISettingsSource>().Current;
        var fraud = settings.Models["fraud"];
        Assert.True(settings.Repository.Watch);
        Assert.Equal(("@stable|latest", true, 128, 2, null), (fraud.Version, fraud.Required, fraud.Serving.Batching.MaxQueuedRows, fraud.Session.Threads, fraud.MaxConcurrency));
        Assert.Equal(TimeSpan.FromMilliseconds(50), fraud.Serving.Timeout);
        Assert.Equal(TimeSpan.FromSeconds(1), settings.Models["rules"].Serving.Timeout);
    }

    [Fact]
    public async Task A_model_for_values_only_may_come_as_bytes()
    {
        var services = new ServiceCollection();
        var builder = services.AddInference().AddModel("sum", OnnxModels.RowSum(2), m => m.Keep = "all");
        Assert.Throws<ArgumentException>(() => builder.AddModel("SUM", OnnxModels.RowSum(2)));
        await using var provider = services.BuildServiceProvider();
        await provider.StartInferenceAsync(TestContext.Current.CancellationToken);
        var request = new InferenceRequest("sum", new NamedValue("x", TensorValue.Copy<float>([1, 2], 1, 2)));
        using var response = await provider.GetRequiredService<IInferenceClient>().InferAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(1, response.Info.Model.Version.TryGetNumber(out var version) ? version : 0);
    }

    [Fact]
    public void A_model_has_one_place_for_all_its_codecs()
    {
        var services = new ServiceCollection();
        services.AddInference().AddModel("m", Floats).AddModel("M", Codec.Scalar<float, float>());
        using var provider = services.BuildServiceProvider();
        var model = Assert.Single(provider.GetRequiredService<ServingState>().Registrations);
        Assert.Equal(("m", 2), (model.Name, model.Codecs.Length));
    }

    [Fact]
    public void The_same_types_twice_on_one_model_are_an_error_among_all_others_at_the_start()
    {
        var errors = SettingsRig.ErrorsOf(b => b.AddModel("fraud", Floats).AddModel("Fraud", Codec.Array<float, float>()), ("Models:fraud:Keep", "x"));
        Assert.Equal(2, errors.Length);
        Assert.Contains(errors, e => e.Contains("'Fraud'", StringComparison.Ordinal) && e.Contains("'fraud'", StringComparison.Ordinal)
            && e.Contains("from float[] to float[]", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("../models")]
    [InlineData("a b")]
    public void A_bad_name_is_refused_at_once(string model) =>
        Assert.Throws<ArgumentException>("name", () => new ServiceCollection().AddInference().AddModel(model, Floats));

    [Fact]
    public void The_whole_configuration_is_refused_at_once() =>
        Assert.Throws<ArgumentException>("section", () => new ServiceCollection().AddInference(Section(("a", "b"))));

    [Fact]
    public void Building_the_provider_and_asking_for_predictors_loads_and_validates_nothing()
    {
        var asked = 0;
        var sessions = new StubSessionFactory(_ => { asked++; return null; });
        var services = new ServiceCollection();
        services.AddInference(Section(("I:Models:m:Keep", "nonsense")).GetSection("I")).UseSessionFactory(sessions)
            .AddModel<float[], float[]>("m", _ => throw new InvalidOperationException("The codec was made too early."));
        using var provider = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
        Assert.NotNull(provider.GetRequiredService<IPredictor<float[], float[]>>());
        Assert.NotNull(provider.GetRequiredService<IInferenceClient>());
        Assert.Equal((0, 0), (sessions.Loads, asked));
        Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<ISettingsSource>().Current);
    }

    [Fact]
    public void Nothing_of_the_hosts_is_registered_so_that_what_it_adds_later_counts()
    {
        var services = new ServiceCollection();
        services.AddInference();
        Assert.DoesNotContain(services, d => d.ServiceType == typeof(ILoggerFactory) || d.ServiceType == typeof(TimeProvider)
            || d.ServiceType == typeof(System.Diagnostics.Metrics.IMeterFactory));
    }

    [Fact]
    public void Two_providers_of_one_collection_share_no_state()
    {
        var services = new ServiceCollection();
        services.AddInference().AddModel("m", Floats);
        using var first = services.BuildServiceProvider();
        using var second = services.BuildServiceProvider();
        Assert.NotSame(
            first.GetRequiredService<ServingState>().Registrations[0], second.GetRequiredService<ServingState>().Registrations[0]);
    }

    [Fact]
    public void A_resource_that_is_not_there_is_refused_at_once_with_those_that_are()
    {
        var builder = new ServiceCollection().AddInference();
        Assert.Throws<ArgumentException>("name", () => builder.AddModel("m", Floats, m => m.FromEmbeddedResource(typeof(RegistrationTests).Assembly, "no.onnx")));
        Assert.Throws<ArgumentException>("version", () => builder.AddModel("n", Floats, m => m.FromBytes(new byte[1]).FromBytes(new byte[1])));
        Assert.Throws<ArgumentException>("version", () => builder.AddModel("o", Floats, m => m.FromBytes(new byte[1], "a/b")));
    }

    private static IConfiguration Section(params (string Key, string Value)[] values) =>
        new ConfigurationBuilder().AddInMemoryCollection(values.Select(v => KeyValuePair.Create(v.Key, (string?)v.Value))).Build();
}
