using System.Security.Cryptography;
using InferenceKit.Benchmarks.Inspecting;
using InferenceKit.Benchmarks.Models;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceKit.Benchmarks.Subjects.Library;

/// <summary>The library with one version in a folder: as a file and nothing else, or published, signed, locked and held to all of it.</summary>
internal sealed class LoadHost : ILoadHost
{
    private const string Model = "model";
    private readonly MetricsReader _metrics = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("inferencekit-loads-").FullName;
    private ServiceProvider? _provider;
    private IModelLifecycle? _lifecycle;

    private LoadHost()
    {
    }

    /// <summary>The version's folder.</summary>
    public string VersionPath => Path.Combine(RepositoryPath, Model, LibraryKit.FirstVersion);

    public string LockFile => Path.Combine(_folder, "inference.lock.json");

    private string RepositoryPath => Path.Combine(_folder, "models");

    private IModelLifecycle Lifecycle => _lifecycle ?? throw new InvalidOperationException("The host was not started.");

    public static async Task<LoadHost> StartAsync(BenchmarkModel model, bool isVerified, float[][] samples)
    {
        var host = new LoadHost();
        try
        {
            var key = isVerified ? await host.PublishAsync(model, samples) : null;
            if (!isVerified)
                File.Copy(model.Path, Path.Combine(Directory.CreateDirectory(host.VersionPath).FullName, "model.onnx"));
            await host.StartAsync(model, key);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    public Task LoadAsync() => Lifecycle.LoadAsync(Model, LibraryKit.FirstVersion);

    public Task UnloadAsync() => Lifecycle.UnloadAsync(Model);

    public async ValueTask DisposeAsync()
    {
        _metrics.Dispose();
        if (_provider is not null)
            await _provider.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <returns>The public key, as PEM.</returns>
    private async Task<string> PublishAsync(BenchmarkModel model, float[][] samples)
    {
        var input = ModelReader.ReadSignature(model.Path).Inputs[0].Name;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await new ModelPublisher(RepositoryPath).PublishAsync(new(Model, model.Path)
        {
            Version = LibraryKit.FirstVersion,
            Samples = [.. samples.Select((row, i) => new ModelSample($"row {i}", new NamedValue(input, TensorValue.Copy<float>(row, 1, row.Length))))],
            SigningKey = key,
        });
        await ModelLockFile.UpdateAsync(RepositoryPath, LockFile);
        return key.ExportSubjectPublicKeyInfoPem();
    }

    private async Task StartAsync(BenchmarkModel model, string? key)
    {
        var services = new ServiceCollection().AddMetrics();
        services.AddInference(options =>
        {
            options.Repository.Path = RepositoryPath;
            options.Repository.SettleTime = TimeSpan.Zero;
            options.State.Persist = false;
            options.Defaults.KeepPrevious = 0;
            if (key is null)
                return;
            options.Trust.LockFile = LockFile;
            options.Trust.RequireLock = true;
            options.Trust.RequireSignature = true;
            options.Trust.Keys["benchmark"] = key;
        }).AddModel(Model, new ScoreCodec(model.ScoreOutput));
        _provider = services.BuildServiceProvider();
        _lifecycle = _provider.GetRequiredService<IModelLifecycle>();
        await _provider.StartInferenceAsync();
        await UnloadAsync();
    }
}
