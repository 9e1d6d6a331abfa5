using InferenceKit.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace InferenceKit.Tests.ControlPlane.Repository.Http;

/// <summary>The whole way: a host, a web server, real models.</summary>
public sealed class HttpRolloutTests : IDisposable
{
    private readonly HttpRepositoryRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task A_host_serves_from_a_web_server_with_credentials_from_code()
    {
        _rig.Server.Answer = r => r["X-Key"] == "k" ? _rig.Files.Answer(r) : new(401);
        Publish(1);
        using var host = await StartAsync(inference => inference.UseHttpRepository(_rig.IndexAddress, o => o.PrepareRequest = Key));
        Assert.Equal(10, await PredictAsync(host));
        Assert.StartsWith("sha256:", Status(host).Versions[0].Digest, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Configuration_alone_names_the_server_and_code_adds_the_rest()
    {
        _rig.Server.Answer = r => r["X-Key"] == "k" ? _rig.Files.Answer(r) : new(401);
        Publish(1);
        using var host = await StartAsync(inference => inference.UseHttpRepository(o => o.PrepareRequest = Key), ("Repository:Uri", $"{_rig.Server.Address}models/"));
        Assert.Equal(10, await PredictAsync(host));
    }

    [Fact]
    public async Task A_changed_index_swaps_versions_and_an_outage_keeps_what_serves()
    {
        Publish(1);
        using var host = await StartAsync(_ => { }, Watched);
        Assert.Equal(10, await PredictAsync(host));
        Publish(2);
        await ServesAsync(host, 20);

        _rig.Server.Answer = _ => new(404);
        await Eventually.True(() => Status(host).Error?.Contains("answers 404", StringComparison.Ordinal) == true);
        Assert.Equal(20, await PredictAsync(host));

        _rig.Server.Answer = _rig.Files.Answer;
        Publish(3);
        await ServesAsync(host, 30);
        await Eventually.True(() => Status(host).Error is null);
    }

    [Fact]
    public async Task A_version_that_cannot_be_downloaded_fails_alone()
    {
        Publish(1);
        using var host = await StartAsync(_ => { }, Watched);
        Publish(2);
        _rig.Files["/models/m/2/model.onnx"] = OnnxModels.RowSum(1, scale: 66);
        // Of a version that was loaded before the file was changed, there is no more to see.
        await Eventually.True(() => Status(host).Versions.Any(v => v.Error?.Contains("as the index says", StringComparison.Ordinal) == true) || Status(host).Primary?.ToString() == "2");
        Publish(3);
        await ServesAsync(host, 30);
    }

    [Fact]
    public async Task A_reload_sees_what_was_uploaded_just_before()
    {
        Publish(1);
        using var host = await StartAsync(_ => { }, ("Repository:Uri", _rig.IndexAddress.ToString()));
        Publish(2);
        await host.Services.GetRequiredService<IModelLifecycle>().ReloadAsync("m", cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(20, await PredictAsync(host));
    }

    [Fact]
    public async Task A_start_without_the_server_says_why_nothing_serves()
    {
        _rig.Server.Answer = _ => new(404);
        var error = await Assert.ThrowsAsync<InferenceException>(() => StartAsync(
            _ => { }, ("Repository:Uri", _rig.IndexAddress.ToString()), ("Lifecycle:StartTimeout", "00:00:00.500")));
        Assert.Contains($"{_rig.IndexAddress} answers 404 (not there): see whether Repository:Uri names the index", error.Message, StringComparison.Ordinal);
    }

    private (string, string)[] Watched =>
        [("Repository:Uri", _rig.IndexAddress.ToString()), ("Repository:Watch", "true"), ("Repository:PollInterval", "00:00:00.050"), ("Lifecycle:RetryDelay", "00:00:00.050")];

    private void Publish(int version) => _rig.Publish("m", $"{version}", OnnxModels.RowSum(1, scale: version));

    private static ValueTask Key(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Add("X-Key", "k");
        return ValueTask.CompletedTask;
    }

    private static async Task<IHost> StartAsync(Action<InferenceBuilder> configure, params (string Key, string Value)[] values)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(values.ToDictionary(v => $"Inference:{v.Key}", v => (string?)v.Value));
        configure(builder.Services.AddInference(builder.Configuration.GetSection("Inference")).AddModel("m", Codec.Array<float, float>()));
        var host = builder.Build();
        try
        {
            await host.StartAsync(TestContext.Current.CancellationToken);
            return host;
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }

    private static ModelStatus Status(IHost host) => host.Services.GetRequiredService<IModelLifecycle>().Models.Single();

    private static async Task<float> PredictAsync(IHost host) =>
        (await host.Services.GetRequiredService<IPredictor<float[], float[]>>().PredictAsync([10], cancellationToken: TestContext.Current.CancellationToken)).Value[0];

    private static async Task ServesAsync(IHost host, float answer)
    {
        // Every answer on the way is one of a version, and none fails.
        float last;
        var start = Environment.TickCount64;
        while ((last = await PredictAsync(host)) != answer) Assert.True(Environment.TickCount64 - start < 20_000, $"It still answers {last}.");
    }
}
