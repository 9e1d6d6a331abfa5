using System.Security.Cryptography;
using InferenceKit.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceKit.Tests.ControlPlane.Repository.Publishing;

/// <summary>A repository that versions of "m" are published to, and hosts that read it.</summary>
internal sealed class PublishingRig : IDisposable
{
    public const string Model = "m";

    private readonly TempFolder _folder = new();

    public PublishingRig() => Publisher = new(Root);

    public string Root => _folder["models"];

    public string this[string relative] => _folder[relative];

    public ModelPublisher Publisher { get; }

    /// <summary>One row of ones: a model made by <see cref="OnnxModels.RowSum"/> answers scale * width + offset.</summary>
    public static ModelSample Ones(int width = 2) => new("ones", new NamedValue("x", TensorValue.Copy(Enumerable.Repeat(1f, width).ToArray(), 1, width)));

    public string Write(string name, byte[] onnx)
    {
        File.WriteAllBytes(_folder[name], onnx);
        return _folder[name];
    }

    public Task<PublishedVersion> PublishAsync(float scale, string? version = null, ECDsa? key = null, ModelSample[]? samples = null) =>
        Publisher.PublishAsync(
            new(Model, Write($"scale-{scale}.onnx", OnnxModels.RowSum(2, scale))) { Version = version, SigningKey = key, Samples = samples ?? [Ones()] },
            TestContext.Current.CancellationToken);

    /// <summary>A host that serves the version given, or the latest.</summary>
    public ServiceProvider Host(string version = "latest", Action<InferenceOptions>? configure = null, IModelTrustPolicy? policy = null)
    {
        var services = new ServiceCollection();
        var builder = services.AddInference(o =>
        {
            (o.Repository.Path, o.Repository.StagingPath, o.Repository.SettleTime) = (Root, _folder["staging"], TimeSpan.Zero);
            configure?.Invoke(o);
        }).AddModel(Model, o => o.Version = version);
        if (policy is not null) builder.UseTrustPolicy(policy);
        return services.BuildServiceProvider();
    }

    public static async Task<float> AskAsync(ServiceProvider host)
    {
        using var response = await host.GetRequiredService<IInferenceClient>().InferAsync(new(Model, [.. Ones().Inputs]), TestContext.Current.CancellationToken);
        return response["y"].AsTensor().AsSpan<float>()[0];
    }

    /// <summary>Why a host does not serve a version.</summary>
    public async Task<string> RefusalAsync(Action<InferenceOptions>? configure = null, IModelTrustPolicy? policy = null, string version = "latest")
    {
        await using var host = Host(version, configure, policy);
        return (await Assert.ThrowsAsync<InferenceException>(() => host.StartInferenceAsync(TestContext.Current.CancellationToken))).Message;
    }

    /// <summary>What a host answers.</summary>
    public async Task<float> AnswerAsync(Action<InferenceOptions>? configure = null, IModelTrustPolicy? policy = null)
    {
        await using var host = Host("latest", configure, policy);
        await host.StartInferenceAsync(TestContext.Current.CancellationToken);
        return await AskAsync(host);
    }

    public void Dispose() => _folder.Dispose();
}
