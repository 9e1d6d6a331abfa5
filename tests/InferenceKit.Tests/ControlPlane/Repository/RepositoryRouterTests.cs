using InferenceKit.ControlPlane.Repository;
using InferenceKit.Tests.ControlPlane.Lifecycle;
using InferenceKit.Tests.ControlPlane.Repository.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace InferenceKit.Tests.ControlPlane.Repository;

public sealed class RepositoryRouterTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly MemoryModelRepository _memory = new();
    private readonly StubSettings _settings = new("bytes", "file", "folder");

    public RepositoryRouterTests()
    {
        _folder.Write("models/folder/3/model.onnx", "a");
        _folder.Write("models/file/9/model.onnx", "not this one");
        _folder.Write("single.onnx", "b");
        _memory.Add("bytes", ModelVersion.FromNumber(2), "c"u8.ToArray());
        _settings.Change(s => s with { Repository = s.Repository with { Path = _folder["models"] } });
        _settings.Change("file", s => s with { Source = _folder["single.onnx"] });
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Each_model_comes_from_where_it_is_said_to_be()
    {
        using var router = Router();
        Assert.Equal("2", await VersionsAsync(router, "bytes"));
        Assert.Equal("1", await VersionsAsync(router, "file"));
        Assert.Equal("3", await VersionsAsync(router, "folder"));
    }

    [Fact]
    public async Task A_registered_repository_stands_in_for_the_folder_alone()
    {
        var registered = new MemoryModelRepository();
        foreach (var model in new[] { "bytes", "file", "folder" }) registered.Add(model, ModelVersion.FromNumber(7), "x"u8.ToArray());
        using var router = Router(registered);
        Assert.Equal("2 1 7", string.Join(' ', await VersionsAsync(router, "bytes"), await VersionsAsync(router, "file"), await VersionsAsync(router, "folder")));
    }

    [Fact]
    public async Task Another_folder_in_the_configuration_is_another_repository()
    {
        using var router = Router();
        Assert.Equal("3", await VersionsAsync(router, "folder"));
        _folder.Write("others/folder/4/model.onnx", "a");
        _settings.Change(s => s with { Repository = s.Repository with { Path = _folder["others"] } });
        Assert.Equal("4", await VersionsAsync(router, "folder"));
    }

    [Fact]
    public async Task A_web_server_in_the_configuration_takes_the_folders_place()
    {
        using var web = new HttpRepositoryRig();
        web.Publish("folder", "5", [1]);
        using var router = Router();
        Assert.Equal("3", await VersionsAsync(router, "folder"));
        _settings.Change(s => s with { Repository = s.Repository with { Http = new() { Index = web.IndexAddress } } });
        Assert.Equal("5", await VersionsAsync(router, "folder"));
        Assert.Equal("2 1", string.Join(' ', await VersionsAsync(router, "bytes"), await VersionsAsync(router, "file")));
        Assert.Contains("has no model 'other'; it has: folder", router.ExplainNone("other"), StringComparison.Ordinal);
    }

    [Fact]
    public void Announces_changes_of_every_kind_of_source()
    {
        var registered = new MemoryModelRepository();
        using var router = Router(registered);
        var token = router.GetReloadToken();
        _memory.Add("bytes", ModelVersion.FromNumber(5), "x"u8.ToArray());
        Assert.True(token.HasChanged);
        token = router.GetReloadToken();
        registered.Add("folder", ModelVersion.FromNumber(5), "x"u8.ToArray());
        Assert.True(token.HasChanged);
    }

    [Fact]
    public void A_repository_that_gives_no_token_is_followed_once_it_does()
    {
        var clock = new FakeTimeProvider();
        var registered = new MemoryModelRepository();
        var faulty = new FaultyRepository(registered) { TokenFault = new IOException("out of reach") };
        using var router = Router(faulty, clock);
        faulty.TokenFault = null;
        clock.Advance(TimeSpan.FromSeconds(1));
        var token = router.GetReloadToken();
        registered.Add("folder", ModelVersion.FromNumber(5), "x"u8.ToArray());
        Assert.True(token.HasChanged);
    }

    private RepositoryRouter Router(IModelRepository? registered = null, TimeProvider? time = null) =>
        new(_settings, _memory, registered, NullLoggerFactory.Instance, time ?? TimeProvider.System);

    private static async Task<string> VersionsAsync(RepositoryRouter router, string model) =>
        string.Join(' ', (await router.ListAsync(model).ToListAsync()).Select(a => a.Id.Version));
}
