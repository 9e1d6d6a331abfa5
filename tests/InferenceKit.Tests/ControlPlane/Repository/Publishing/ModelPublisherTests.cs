using System.Security.Cryptography;
using InferenceKit.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceKit.Tests.ControlPlane.Repository.Publishing;

public sealed class ModelPublisherTests : IDisposable
{
    private readonly PublishingRig _rig = new();

    [Fact]
    public async Task A_version_is_published_with_what_is_known_of_it_and_serves()
    {
        var source = _rig.Write("any-name.onnx", OnnxModels.RowSum(2, scale: 3));
        var published = await _rig.Publisher.PublishAsync(
            new("m", source)
            {
                Description = "text",
                DataSet = "payments",
                Commit = "abc",
                Metrics = { ["auc"] = 0.9 },
                Properties = { ["k"] = "v" },
                Samples = { PublishingRig.Ones() },
            },
            TestContext.Current.CancellationToken);

        Assert.Equal("m/1", published.Id.ToString());
        Assert.Equal(["manifest.json", "model.onnx"], Directory.GetFileSystemEntries(published.Path).Select(Path.GetFileName).Order());
        var manifest = ModelManifest.Parse(await File.ReadAllBytesAsync(Path.Combine(published.Path, "manifest.json"), TestContext.Current.CancellationToken));
        Assert.Equal(("m", "1", "text", "payments", "abc"), (manifest.Model, manifest.Version.ToString(), manifest.Description, manifest.DataSet, manifest.Commit));
        Assert.Equal(0.9, manifest.Metrics["auc"]);
        Assert.Equal("v", manifest.Properties["k"]);
        Assert.Equal("(x: Float32[batch,2]) -> (y: Float32[batch,1])", manifest.Signature!.ToString());
        Assert.Equal(6, manifest.Samples[0].Outputs[0].Value.AsTensor().AsSpan<float>()[0]);
        var file = Assert.Single(manifest.Files);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(source, TestContext.Current.CancellationToken))), file.Sha256);

        await using var host = _rig.Host();
        await host.StartInferenceAsync(TestContext.Current.CancellationToken);
        Assert.Equal(6, await PublishingRig.AskAsync(host));
        Assert.Equal(published.Digest, Status(host).Versions[0].Digest);
    }

    [Fact]
    public async Task A_folder_is_published_with_all_that_is_in_it_but_an_old_manifest()
    {
        Directory.CreateDirectory(_rig["source/labels"]);
        _rig.Write("source/net.onnx", OnnxModels.RowSum(2));
        _rig.Write("source/labels/en.txt", "yes"u8.ToArray());
        _rig.Write("source/manifest.json", "old"u8.ToArray());
        _rig.Write("source/.hidden", "x"u8.ToArray());
        var published = await _rig.Publisher.PublishAsync(new("m", _rig["source"]) { Version = "2026-01" }, TestContext.Current.CancellationToken);
        Assert.Equal(["labels/en.txt", "net.onnx"], published.Manifest.Files.Select(f => f.Name));
        // Publishing a published version once more makes a version of its own.
        var again = await _rig.Publisher.PublishAsync(new("m", published.Path), TestContext.Current.CancellationToken);
        Assert.Equal(published.Manifest.Files, again.Manifest.Files);
        Assert.Equal("1", again.Id.Version.ToString());
        Assert.Equal(2, await _rig.AnswerAsync());
    }

    [Fact]
    public async Task A_version_that_exists_is_refused_whatever_zeros_it_has()
    {
        await _rig.PublishAsync(1, "003");
        var refused = await Assert.ThrowsAsync<IOException>(() => _rig.PublishAsync(2, "3"));
        Assert.Contains("has a version 003 already", refused.Message, StringComparison.Ordinal);
        Assert.Equal("4", (await _rig.PublishAsync(2)).Id.Version.ToString());
        AssertNothingElse();
        Assert.Equal(4, await _rig.AnswerAsync());
    }

    [Fact]
    public async Task A_folder_in_a_versions_place_is_in_the_way_also_when_it_is_empty()
    {
        Directory.CreateDirectory(Path.Combine(_rig.Root, "M", "1"));
        await Assert.ThrowsAsync<IOException>(() => _rig.PublishAsync(1, "1"));
        // The model's folder is there in another case: it is the same model.
        var published = await _rig.PublishAsync(1);
        Assert.Equal(Path.Combine(_rig.Root, "M", "2"), published.Path);
    }

    [Fact]
    public async Task A_sample_that_does_not_suit_is_refused_and_nothing_is_published()
    {
        var refused = await Assert.ThrowsAsync<InvalidDataException>(() => _rig.PublishAsync(1, samples: [PublishingRig.Ones(3)]));
        Assert.Contains("sample 'ones' does not suit it: input 'x' is Float32[batch,2], but Float32[1,3] was given", refused.Message, StringComparison.Ordinal);
        AssertNothingElse();
    }

    [Fact]
    public async Task Outputs_of_another_framework_have_to_be_given_and_are_recorded()
    {
        ModelSample Expecting(float y) => new("ones", [.. PublishingRig.Ones().Inputs]) { Outputs = [new("y", TensorValue.Copy([y], 1, 1))] };
        var refused = await Assert.ThrowsAsync<InvalidDataException>(() => _rig.PublishAsync(1, samples: [Expecting(2.5f)]));
        Assert.Contains("output 'y' of sample 'ones' differs in its only element, most at [0,0]: by 0.5", refused.Message, StringComparison.Ordinal);
        var published = await _rig.PublishAsync(1, samples: [Expecting(2.00001f)]);
        Assert.Equal(2.00001f, published.Manifest.Samples[0].Outputs[0].Value.AsTensor().AsSpan<float>()[0]);
        Assert.Equal(2, await _rig.AnswerAsync());
    }

    [Fact]
    public async Task A_model_that_answers_by_chance_is_refused()
    {
        var source = _rig.Write("chance.onnx", OnnxModelBuilder.Create("chance")
            .Input("x", ElementType.Float32, "batch", 2).Node("RandomUniformLike", ["x"], ["y"]).Output("y", ElementType.Float32, "batch", 2).Build());
        var refused = await Assert.ThrowsAsync<InvalidDataException>(
            () => _rig.Publisher.PublishAsync(new("m", source) { Samples = { PublishingRig.Ones() } }, TestContext.Current.CancellationToken));
        Assert.Contains("not deterministic", refused.Message, StringComparison.Ordinal);
        Assert.Contains("output 'y' of sample 'ones'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_model_or_not_there_is_refused_by_its_own_name()
    {
        var page = _rig.Write("page.onnx", "<!DOCTYPE html>"u8.ToArray());
        var refused = await Assert.ThrowsAsync<InvalidDataException>(() => _rig.Publisher.PublishAsync(new("m", page), TestContext.Current.CancellationToken));
        Assert.Contains(page, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(".publish-", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<FileNotFoundException>(() => _rig.Publisher.PublishAsync(new("m", _rig["gone"]), TestContext.Current.CancellationToken));
        AssertNothingElse();
    }

    [Fact]
    public async Task What_cannot_be_written_is_refused_before_anything_is()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var source = _rig.Write("m.onnx", OnnxModels.RowSum(2));
        foreach (var wrong in new ModelPublication[]
        {
            new("m", source) { Version = "../1" },
            new("m", source) { SigningKey = other },
            new("m", source) { Tolerance = new(-1, 0) },
            new("m", source) { Samples = { PublishingRig.Ones(), PublishingRig.Ones() } },
            new("m", source) { Properties = { ["k"] = null! } },
        }) await Assert.ThrowsAsync<ArgumentException>(() => _rig.Publisher.PublishAsync(wrong, TestContext.Current.CancellationToken));
        Assert.Throws<ArgumentException>(() => new ModelPublication("../m", source));
        Assert.False(Directory.Exists(_rig.Root));
    }

    [Fact]
    public async Task Many_publishers_of_one_version_have_one_winner()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(async i =>
        {
            try
            {
                return (await new ModelPublisher(_rig.Root).PublishAsync(new("m", _rig.Write($"{i}.onnx", OnnxModels.RowSum(2, i))) { Version = i % 2 == 0 ? "7" : "007" })).Id.ToString();
            }
            catch (IOException e)
            {
                Assert.Contains("already", e.Message, StringComparison.Ordinal);
                return null;
            }
        }));
        Assert.Single(outcomes, o => o is not null);
        AssertNothingElse();
    }

    [Fact]
    public async Task Many_publishers_of_the_next_number_all_get_one_of_their_own()
    {
        var published = await Task.WhenAll(Enumerable.Range(1, 8).Select(i => _rig.PublishAsync(i)));
        Assert.Equal(Enumerable.Range(1, 8).Select(i => $"m/{i}"), published.Select(p => p.Id).OrderBy(id => id.Version).Select(id => id.ToString()));
        AssertNothingElse();
        Assert.All(published, p => Assert.Equal(p.Id.Version, p.Manifest.Version));
    }

    [Fact]
    public async Task Leftovers_of_publishers_that_are_gone_are_deleted_and_those_of_living_ones_are_not()
    {
        string Leftover(string name, TimeSpan age)
        {
            var folder = Directory.CreateDirectory(Path.Combine(_rig.Root, "m", name)).FullName;
            File.WriteAllText(Path.Combine(folder, "lock"), "");
            File.SetLastWriteTimeUtc(Path.Combine(folder, "lock"), DateTime.UtcNow - age);
            return folder;
        }

        var (dead, fresh, living) = (Leftover(".publish-1", TimeSpan.FromHours(1)), Leftover(".publish-2", TimeSpan.Zero), Leftover(".publish-3", TimeSpan.FromHours(1)));
        using var held = new FileStream(Path.Combine(living, "lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        await _rig.PublishAsync(1);
        Assert.Equal([false, true, true], new[] { dead, fresh, living }.Select(Directory.Exists));
    }

    [Fact]
    public async Task A_publication_that_is_stopped_leaves_nothing()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            _rig.Publisher.PublishAsync(new("m", _rig.Write("m.onnx", OnnxModels.RowSum(2))), new CancellationToken(canceled: true)));
        AssertNothingElse();
    }

    public void Dispose() => _rig.Dispose();

    private static ModelStatus Status(ServiceProvider host) => host.GetRequiredService<IModelLifecycle>().Models[0];

    /// <summary>No temporary folder is left beside the versions.</summary>
    private void AssertNothingElse() =>
        Assert.DoesNotContain(Directory.GetDirectories(Path.Combine(_rig.Root, "m")), folder => Path.GetFileName(folder).StartsWith('.'));
}
