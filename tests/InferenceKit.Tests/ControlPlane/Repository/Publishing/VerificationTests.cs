using System.Security.Cryptography;
using InferenceKit.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace InferenceKit.Tests.ControlPlane.Repository.Publishing;

/// <summary>What hosts do with versions that are not what their manifests say.</summary>
public sealed class VerificationTests : IDisposable
{
    private readonly PublishingRig _rig = new();

    [Fact]
    public async Task A_changed_bit_in_any_file_is_refused_and_the_old_version_serves_on()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await _rig.PublishAsync(1, "1", key);
        Directory.CreateDirectory(_rig["source/more"]);
        _rig.Write("source/model.onnx", OnnxModels.RowSum(2, scale: 2));
        _rig.Write("source/more/labels.txt", "some labels"u8.ToArray());
        _rig.Write("source/empty.bin", []);
        var second = await _rig.Publisher.PublishAsync(
            new("m", _rig["source"]) { SigningKey = key, Samples = { PublishingRig.Ones() } }, TestContext.Current.CancellationToken);
        await using var host = _rig.Host("1", o => (o.Trust.RequireSignature, o.Trust.Keys["ci"]) = (true, key.ExportSubjectPublicKeyInfoPem()));
        await host.StartInferenceAsync(TestContext.Current.CancellationToken);
        var lifecycle = host.GetRequiredService<IModelLifecycle>();
        var random = new Random(1);
        foreach (var path in Directory.GetFiles(second.Path, "*", SearchOption.AllDirectories))
        {
            var whole = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
            foreach (var at in Positions(whole.Length))
            {
                var changed = whole.ToArray();
                if (changed.Length == 0) changed = [0];
                else changed[at] ^= (byte)(1 << random.Next(8));
                await File.WriteAllBytesAsync(path, changed, TestContext.Current.CancellationToken);
                var refused = await Assert.ThrowsAsync<InferenceException>(() => lifecycle.LoadAsync("m", "2", cancellationToken: TestContext.Current.CancellationToken));
                Assert.Contains("manifest", refused.Message, StringComparison.Ordinal);
                Assert.Equal(2, await PublishingRig.AskAsync(host));
            }
            await File.WriteAllBytesAsync(path, whole, TestContext.Current.CancellationToken);
        }
        await lifecycle.LoadAsync("m", "2", cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(4, await PublishingRig.AskAsync(host));

        static IEnumerable<int> Positions(int length) => length == 0 ? [0] : Enumerable.Range(0, 8).Select(i => (int)((length - 1L) * i / 7)).Distinct();
    }

    [Fact]
    public async Task A_file_that_is_missing_more_or_another_is_named()
    {
        var folder = (await _rig.PublishAsync(1)).Path;
        await File.WriteAllTextAsync(Path.Combine(folder, "more.bin"), "x", TestContext.Current.CancellationToken);
        Assert.Contains("the manifest does not list the file 'more.bin'", await _rig.RefusalAsync(), StringComparison.Ordinal);
        File.Delete(Path.Combine(folder, "more.bin"));
        File.Move(Path.Combine(folder, "model.onnx"), Path.Combine(folder, "other.onnx"));
        Assert.Contains("the manifest lists a file 'model.onnx', which is not there", await _rig.RefusalAsync(), StringComparison.Ordinal);
        _rig.Write("models/m/1/model.onnx", OnnxModels.RowSum(2, scale: 5));
        File.Delete(Path.Combine(folder, "other.onnx"));
        var refusal = await _rig.RefusalAsync();
        Assert.Contains("the file 'model.onnx' has the SHA-256 ", refusal, StringComparison.Ordinal);
        Assert.Contains(" by the manifest", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_version_whose_samples_disagree_never_answers_a_request()
    {
        await _rig.PublishAsync(1, "1");
        await using var host = _rig.Host("1");
        await host.StartInferenceAsync(TestContext.Current.CancellationToken);
        // Made by hand, as on another machine: the files are right, and what they promise is not what comes out here.
        var second = await _rig.PublishAsync(2, "2", samples: [Expecting(4)]);
        Rewrite(second, "\"data\":[4]", "\"data\":[4.5]");
        var refused = await Assert.ThrowsAsync<InferenceException>(() => host.GetRequiredService<IModelLifecycle>().LoadAsync("m", "2", cancellationToken: TestContext.Current.CancellationToken));
        const string Difference = "output 'y' of sample 'ones' differs in its only element, most at [0,0]: by 0.5, where 0.0001 + 0.001 x expected is allowed";
        Assert.Contains(Difference, refused.Message, StringComparison.Ordinal);
        var status = host.GetRequiredService<IModelLifecycle>().Models[0];
        Assert.Equal("1", status.Primary.ToString());
        Assert.Contains(Difference, status.Versions.Single(v => v.Version == ModelVersion.FromNumber(2)).Error, StringComparison.Ordinal);
        Assert.Equal(2, await PublishingRig.AskAsync(host));
    }

    [Fact]
    public async Task A_tolerance_of_the_sample_counts()
    {
        var published = await _rig.PublishAsync(2, samples: [new("ones", [.. PublishingRig.Ones().Inputs]) { Tolerance = new(0.6, 0) }]);
        Rewrite(published, "\"data\":[4]", "\"data\":[4.5]");
        Assert.Equal(4, await _rig.AnswerAsync());
    }

    [Fact]
    public async Task A_signature_that_is_not_the_models_is_refused()
    {
        var published = await _rig.PublishAsync(2);
        Rewrite(published, "\"shape\":[\"batch\",2]", "\"shape\":[\"batch\",3]");
        Assert.Contains("input 'x' is Float32[batch,2], not Float32[batch,3]", await _rig.RefusalAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sizes_that_the_host_fixes_are_no_difference_of_signatures()
    {
        await _rig.PublishAsync(2);
        Assert.Equal(4, await _rig.AnswerAsync(o => o.Defaults.Execution.FreeDimensions["batch"] = 1));
    }

    [Fact]
    public async Task A_manifest_that_cannot_be_read_is_refused_with_its_place_and_without_a_stack_trace()
    {
        var published = await _rig.PublishAsync(2);
        Rewrite(published, "\"schema\": 1", "\"schema\": 2");
        var services = new ServiceCollection().AddLogging(logging => logging.AddFakeLogging());
        services.AddInference(o => (o.Repository.Path, o.Repository.SettleTime) = (_rig.Root, TimeSpan.Zero)).AddModel("m");
        await using var host = services.BuildServiceProvider();
        await Assert.ThrowsAsync<InferenceException>(() => host.StartInferenceAsync(TestContext.Current.CancellationToken));
        var error = Assert.Single(host.GetFakeLogCollector().GetSnapshot(), r => r.Id.Id == 2001);
        Assert.Contains("manifest.json, at $.schema: it is of schema 2", error.Message, StringComparison.Ordinal);
        Assert.Null(error.Exception);
    }

    [Fact]
    public async Task A_policy_decides_after_the_digests_and_is_not_asked_of_a_version_that_is_wrong()
    {
        var published = await _rig.PublishAsync(2);
        var policy = new Policy(candidate => candidate.Digest == published.Digest && candidate.Manifest is not null && candidate.Signature is null ? null : "It is unknown.");
        Assert.Equal(4, await _rig.AnswerAsync(policy: policy));
        Assert.Equal(1, policy.Asked);
        Assert.Contains("the trust policy Policy refuses it: not today.", await _rig.RefusalAsync(policy: new Policy(_ => "not today.")), StringComparison.Ordinal);
        Assert.Contains("because the trust policy Policy failed: no connection", await _rig.RefusalAsync(policy: new Policy(_ => throw new HttpRequestException("no connection"))), StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(published.Path, "more.bin"), "x", TestContext.Current.CancellationToken);
        await _rig.RefusalAsync(policy: policy);
        Assert.Equal(1, policy.Asked);
    }

    public void Dispose() => _rig.Dispose();

    private static ModelSample Expecting(float y) => new("ones", [.. PublishingRig.Ones().Inputs]) { Outputs = [new("y", TensorValue.Copy([y], 1, 1))] };

    private static void Rewrite(PublishedVersion version, string from, string to)
    {
        var path = Path.Combine(version.Path, "manifest.json");
        var text = File.ReadAllText(path);
        Assert.Contains(from, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(from, to, StringComparison.Ordinal));
    }

    private sealed class Policy(Func<ModelCandidate, string?> decide) : IModelTrustPolicy
    {
        public int Asked { get; private set; }

        public ValueTask<string?> FindProblemAsync(ModelCandidate candidate, CancellationToken cancellationToken)
        {
            Asked++;
            return new(decide(candidate));
        }
    }
}
