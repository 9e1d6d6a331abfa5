using InferenceKit.Testing;
using InferenceKit.Tests.ControlPlane;
using InferenceKit.Tests.ControlPlane.Repository.Locking;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace InferenceKit.Tests.DependencyInjection;

/// <summary>Real hosts, models, folders and lock files.</summary>
public sealed class LockedHostTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_host_loads_what_one_call_locked_and_refuses_a_flipped_bit_until_the_lock_is_meant_to_change()
    {
        Write(1, OnnxModels.RowSum(1, scale: 1));
        await LockAsync();
        using var host = await StartAsync(("Repository:Watch", "true"), ("Trust:RequireLock", "true"));
        Assert.Equal("1", Served(host));

        var good = OnnxModels.RowSum(1, scale: 2);
        Pins.Write(LockFile, ("fraud", "1", Pins.DigestOf(OnnxModels.RowSum(1, scale: 1))), ("fraud", "2", Pins.DigestOf(good)));
        var flipped = (byte[])good.Clone();
        flipped[^1] ^= 1;
        Write(2, flipped);
        await Eventually.True(() => Model(host).Versions.Any(v => v.Error?.Contains("but the lock file", StringComparison.Ordinal) == true));
        Assert.Equal("1", Served(host));

        // No retry is due for an hour: the lock file's change alone lets it load.
        Pins.Write(LockFile, ("fraud", "1", Pins.DigestOf(OnnxModels.RowSum(1, scale: 1))), ("fraud", "2", Pins.DigestOf(flipped)));
        await Eventually.True(() => Model(host).Versions.Any(v => v.Error is { } e && !e.Contains("but the lock file", StringComparison.Ordinal)) || Served(host) == "2");
        Write(2, good);
        await LockAsync(new() { AllowChanges = true });
        await Eventually.True(() => Served(host) == "2" && Model(host).Error is null);
        Assert.DoesNotContain(host.Services.GetFakeLogCollector().GetSnapshot(), r => r.Id.Id == 2022);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_version_that_somebody_adds_takes_no_host_down_that_requires_a_lock()
    {
        Write(1, OnnxModels.RowSum(1));
        await LockAsync();
        Write(99, "<!DOCTYPE html>"u8.ToArray());
        using var host = await StartAsync(("Trust:RequireLock", "true"));
        Assert.Equal(("1", null), (Served(host), Model(host).Error));
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_selector_by_digest_serves_that_content()
    {
        var wanted = OnnxModels.RowSum(1, scale: 2);
        Write(4, wanted);
        Write(7, OnnxModels.RowSum(1, scale: 3));
        using var host = await StartAsync(("Defaults:Version", Pins.DigestOf(wanted)));
        Assert.Equal("4", Served(host));
        Assert.Equal(Pins.DigestOf(wanted), Model(host).Versions.Single(v => v.IsPrimary).Digest);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_repository_that_is_watched_without_any_trust_is_warned_of_once()
    {
        Write(1, OnnxModels.RowSum(1));
        using var host = await StartAsync(("Repository:Watch", "true"));
        Assert.Single(host.Services.GetFakeLogCollector().GetSnapshot(), r => r.Id.Id == 2022 && r.Level == LogLevel.Warning);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Models_that_come_with_the_code_need_no_lock()
    {
        using var host = await StartAsync(b => b.AddModel("fraud", Codec.Array<float, float>(), m => m.FromBytes(OnnxModels.RowSum(1))), ("Trust:RequireLock", "true"));
        Assert.Equal("1", Served(host));
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_host_can_lock_what_it_serves()
    {
        Write(1, OnnxModels.RowSum(1));
        using (var host = await StartAsync())
        {
            Assert.Equal("fraud/1", Assert.Single(ModelLockFile.Update(host.Services.GetRequiredService<IModelLifecycle>().Models, LockFile)).Id.ToString());
            await host.StopAsync(TestContext.Current.CancellationToken);
        }
        using var locked = await StartAsync(("Trust:RequireLock", "true"), ("Trust:LockFile", "inference.lock.json"));
        Assert.Equal("1", Served(locked));
        await locked.StopAsync(TestContext.Current.CancellationToken);
    }

    private string LockFile => _folder["inference.lock.json"];

    private static ModelStatus Model(IHost host) => Assert.Single(host.Services.GetRequiredService<IModelLifecycle>().Models);

    private static string? Served(IHost host) => Model(host).Primary?.ToString();

    private Task<IReadOnlyList<ModelLockChange>> LockAsync(ModelLockOptions? options = null) =>
        ModelLockFile.UpdateAsync(_folder["models"], LockFile, options, TestContext.Current.CancellationToken);

    private Task<IHost> StartAsync(params (string Key, string Value)[] settings) => StartAsync(b => b.AddModel("fraud"), settings);

    private async Task<IHost> StartAsync(Action<InferenceBuilder> models, params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new() { ContentRootPath = _folder.Path });
        builder.Configuration.AddInMemoryCollection(
        [
            new("Inference:Repository:StagingPath", _folder["staging"]), new("Inference:Repository:PollInterval", "00:00:00.100"),
            new("Inference:Repository:SettleTime", "00:00:00"), new("Inference:Lifecycle:RetryDelay", "01:00:00"),
            .. settings.Select(s => new KeyValuePair<string, string?>("Inference:" + s.Key, s.Value)),
        ]);
        builder.Logging.AddFakeLogging();
        models(builder.Services.AddInference(builder.Configuration.GetSection("Inference")));
        var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        return host;
    }

    /// <summary>By way of a hidden folder, so that no half of a version is seen.</summary>
    private void Write(int version, byte[] onnx)
    {
        var (hidden, folder) = (_folder["models/fraud/.incoming"], _folder[$"models/fraud/{version}"]);
        Directory.CreateDirectory(hidden);
        File.WriteAllBytes(Path.Combine(hidden, "model.onnx"), onnx);
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        Directory.Move(hidden, folder);
    }
}
