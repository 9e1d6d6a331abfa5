using System.Globalization;
using InferenceKit.Testing;
using InferenceKit.Tests.ControlPlane;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceKit.Tests.Children;

/// <summary>The folders of whole hosts, in this process and in others: models whose version N answers 2 N to ones, and state.</summary>
internal sealed class HostFolders : IDisposable
{
    private readonly TempFolder _folder = new();

    public HostFolders(string model, int versions)
    {
        Model = model;
        for (var i = 1; i <= versions; i++)
        {
            var folder = _folder[string.Create(CultureInfo.InvariantCulture, $"models/{model}/{i}")];
            Directory.CreateDirectory(folder);
            File.WriteAllBytes(Path.Combine(folder, "model.onnx"), OnnxModels.RowSum(2, i));
        }
    }

    public string Model { get; }

    public string State => _folder["state"];

    public string Staging => _folder["staging"];

    public string StateFile => Path.Combine(State, $"model.{Model}.json");

    /// <summary>Arguments for a host that promotes so many times, through versions in turn.</summary>
    public string[] Promoting(int times, params string[] versions) =>
        ["host", _folder["models"], State, Staging, Model, times.ToString(CultureInfo.InvariantCulture), .. versions];

    /// <summary>A host in this process.</summary>
    public ServiceProvider Host()
    {
        var services = new ServiceCollection();
        services.AddInference(o =>
        {
            (o.Repository.Path, o.Repository.StagingPath, o.Repository.SettleTime) = (_folder["models"], Staging, TimeSpan.Zero);
            o.State.Path = State;
        }).AddModel(Model, o => o.Version = "@stable|1");
        return services.BuildServiceProvider();
    }

    /// <summary>What the model of a host gives for ones.</summary>
    public async Task<float> AskAsync(ServiceProvider host)
    {
        using var response = await host.GetRequiredService<IInferenceClient>().InferAsync(
            new(Model, new NamedValue("x", TensorValue.Copy([1f, 1f], 1, 2))), TestContext.Current.CancellationToken);
        return response["y"].AsTensor().AsSpan<float>()[0];
    }

    public void Dispose() => _folder.Dispose();
}
