using System.Security.Cryptography;
using InferenceKit.Configuration;
using InferenceKit.ControlPlane.Repository.Http;
using InferenceKit.ControlPlane.Repository.Staging;
using Microsoft.Extensions.Logging.Abstractions;

namespace InferenceKit.Tests.ControlPlane.Repository.Http;

/// <summary>A repository on a web server, and that server.</summary>
internal sealed class HttpRepositoryRig : IDisposable
{
    public const string Index = "/models/index.json";

    private readonly SortedDictionary<string, SortedDictionary<string, SortedDictionary<string, byte[]>>> _models = new(StringComparer.Ordinal);
    private readonly TempFolder _folder = new();
    private readonly List<HttpModelRepository> _made = [];

    public HttpRepositoryRig() => Server = new(Files.Answer);

    public WebFiles Files { get; } = new();

    public WebServer Server { get; }

    public Uri IndexAddress => new(Server.Address, Index);

    /// <summary>Uploads a file of a version, and then the index that names it.</summary>
    public void Publish(string model, string version, byte[] content, string file = "model.onnx")
    {
        Files[$"/models/{model}/{version}/{file}"] = content;
        if (!_models.TryGetValue(model, out var versions)) _models[model] = versions = new(StringComparer.Ordinal);
        if (!versions.TryGetValue(version, out var files)) versions[version] = files = new(StringComparer.Ordinal);
        files[file] = content;
        PublishIndex();
    }

    /// <summary>Uploads the index of everything published so far.</summary>
    public void PublishIndex() => Files[Index] = IndexWriter.Write(
        from model in _models
        select new IndexedModel(model.Key, [.. from version in model.Value select Version(model.Key, version.Key, version.Value)]));

    public HttpModelRepository Repository(
        Func<HttpRepositorySettings, HttpRepositorySettings>? http = null, Func<RepositorySettings, RepositorySettings>? settings = null, TimeProvider? time = null)
    {
        // Pauses that nobody notices, and patience that does not run out on a busy machine.
        var usual = new HttpRepositorySettings { Index = IndexAddress, FirstPause = TimeSpan.FromMilliseconds(1) };
        var all = new RepositorySettings { Http = http?.Invoke(usual) ?? usual };
        var repository = new HttpModelRepository(settings?.Invoke(all) ?? all, NullLogger.Instance, time ?? TimeProvider.System);
        _made.Add(repository);
        return repository;
    }

    /// <summary>Lists and downloads the only version of a model, and returns its model file.</summary>
    public async Task<byte[]> DownloadAsync(HttpModelRepository? repository = null, string model = "m", string file = "model.onnx")
    {
        repository ??= Repository();
        var artifact = await repository.ListAsync(model, TestContext.Current.CancellationToken).SingleAsync(TestContext.Current.CancellationToken);
        var target = Directory.CreateDirectory(_folder[Guid.NewGuid().ToString()]).FullName;
        var writer = new ArtifactWriter(target);
        await repository.MaterializeAsync(artifact, writer, TestContext.Current.CancellationToken);
        Assert.Equal(artifact.Digest, writer.Digest);
        return await File.ReadAllBytesAsync(Path.Combine(target, file), TestContext.Current.CancellationToken);
    }

    public async Task<string> DownloadErrorAsync(HttpModelRepository? repository = null) =>
        (await Assert.ThrowsAnyAsync<IOException>(() => DownloadAsync(repository))).Message;

    public async Task<string> ListErrorAsync(HttpModelRepository? repository = null) =>
        (await Assert.ThrowsAnyAsync<IOException>(() => ListedAsync("m", repository ?? Repository()))).Message;

    public static async Task<string> ListedAsync(string model, HttpModelRepository repository) =>
        string.Join(' ', (await repository.ListAsync(model, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken)).Select(a => a.Id.Version));

    public void Dispose()
    {
        foreach (var repository in _made) repository.Dispose();
        Server.Dispose();
        _folder.Dispose();
    }

    private static IndexedVersion Version(string model, string version, SortedDictionary<string, byte[]> contents)
    {
        var files = contents.Select(f => new ArtifactFile(f.Key, f.Value.Length, Convert.ToHexStringLower(SHA256.HashData(f.Value)))).ToList();
        return new(ModelVersion.Parse(version), ContentDigest.Of(files), [.. files.Select(f => new IndexedFile(f, $"{model}/{version}/{f.Name}"))]);
    }
}
