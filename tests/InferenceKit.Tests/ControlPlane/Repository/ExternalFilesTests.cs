using InferenceKit.ControlPlane.Repository;
using InferenceKit.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceKit.Tests.ControlPlane.Repository;

/// <summary>Models that keep weights in other files, from where they lie to the first answer.</summary>
public sealed class ExternalFilesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public ExternalFilesTests() => Directory.CreateDirectory(_folder["in"]);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("net.onnx.data", "net.onnx.data")]
    [InlineData("weights.bin", "weights.bin")]
    [InlineData("./weights.bin", "weights.bin")]
    [InlineData("parts/deep/weights.bin", "parts/deep/weights.bin")]
    [InlineData("parts/../weights.bin", "weights.bin")]
    public async Task A_single_file_brings_along_the_files_that_it_names(string location, string file)
    {
        Write(location, file);
        await File.WriteAllTextAsync(_folder["in/net.onnx_data"], "Not named.", TestContext.Current.CancellationToken);

        Assert.Equal("2 3 4 5", await AnswerAsync(o => o.Source = _folder["in/net.onnx"]));
        Assert.Equal(["net.onnx", file], ExternalFiles.Beside(_folder["in/net.onnx"], "net.onnx").Select(f => f.Name));
    }

    [Theory]
    [InlineData("weights.bin", "weights.bin")]
    [InlineData("parts/weights.bin", "parts/weights.bin")]
    [InlineData("parts/../weights.bin", "weights.bin")]
    public async Task A_published_version_has_the_files_that_it_names(string location, string file)
    {
        Write(location, file);

        var published = await new ModelPublisher(_folder["models"]).PublishAsync(
            new("m", _folder["in/net.onnx"]), TestContext.Current.CancellationToken);

        Assert.True(File.Exists(Path.Combine(published.Path, file)));
        Assert.Equal("2 3 4 5", await AnswerAsync(_ => { }));
    }

    [Theory]
    [InlineData("weights.bin", "no such file")]
    [InlineData("parts/weights.bin", "no such file")]
    [InlineData("../outside.bin", "leads out of its folder")]
    [InlineData("/etc/hostname", "leads out of its folder")]
    public async Task A_file_of_weights_that_is_not_there_is_named(string location, string expected)
    {
        Write(location, null);
        Directory.CreateDirectory(_folder["in/parts"]);
        await File.WriteAllBytesAsync(_folder["outside.bin"], ExternalDataModel.Weights, TestContext.Current.CancellationToken);

        var single = await Assert.ThrowsAsync<InferenceException>(() => AnswerAsync(o => o.Source = _folder["in/net.onnx"]));
        var published = await Assert.ThrowsAsync<IOException>(() => new ModelPublisher(_folder["models"]).PublishAsync(
            new("m", _folder["in/net.onnx"]), TestContext.Current.CancellationToken));

        foreach (var message in (string[])[single.Message, published.Message])
        {
            Assert.Contains($"weights of 'w' in '{location}'", message, StringComparison.Ordinal);
            Assert.Contains(expected, message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_link_that_leads_out_of_the_folder_brings_nothing_along()
    {
        Write("inside/weights.bin", null);
        using var outside = new TempFolder();
        outside.Write("weights.bin", "secret");
        Directory.CreateSymbolicLink(_folder["in/inside"], outside.Path);

        Assert.Equal(["net.onnx"], ExternalFiles.Beside(_folder["in/net.onnx"], "net.onnx").Select(f => f.Name));
    }

    [Fact]
    public void A_cache_that_keeps_all_files_elsewhere_side_by_side_serves()
    {
        using var cache = new TempFolder();
        File.WriteAllBytes(cache["1"], ExternalDataModel.Build("weights.bin"));
        File.WriteAllBytes(cache["2"], ExternalDataModel.Weights);
        File.CreateSymbolicLink(_folder["in/net.onnx"], cache["1"]);
        File.CreateSymbolicLink(_folder["in/weights.bin"], cache["2"]);

        Assert.Equal([cache["1"], cache["2"]], ExternalFiles.Beside(_folder["in/net.onnx"], "net.onnx").Select(f => f.Path));
    }

    [Fact]
    public void Damaged_files_and_those_of_other_formats_name_nothing()
    {
        var whole = ExternalDataModel.Build("weights.bin");
        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(_folder["in/net.onnx"], whole[..length]);
            Assert.InRange(ExternalFiles.Beside(_folder["in/net.onnx"], "net.onnx").Count, 1, 2);
        }
        File.WriteAllBytes(_folder["in/net.onnx"], OnnxModels.RowSum(1));
        Assert.Single(ExternalFiles.Beside(_folder["in/net.onnx"], "net.onnx"));
    }

    private void Write(string location, string? file)
    {
        File.WriteAllBytes(_folder["in/net.onnx"], ExternalDataModel.Build(location));
        if (file is null) return;
        Directory.CreateDirectory(Path.GetDirectoryName(_folder["in/" + file])!);
        File.WriteAllBytes(_folder["in/" + file], ExternalDataModel.Weights);
    }

    private async Task<string> AnswerAsync(Action<ModelOptions> configure)
    {
        var services = new ServiceCollection();
        services.AddInference(o => (o.Repository.Path, o.Repository.StagingPath, o.Repository.SettleTime) = (_folder["models"], _folder["staging"], TimeSpan.Zero))
            .AddModel("m", configure);
        await using var provider = services.BuildServiceProvider();
        await provider.StartInferenceAsync(TestContext.Current.CancellationToken);
        var client = provider.GetRequiredService<IInferenceClient>();
        var request = new InferenceRequest("m", new NamedValue("x", TensorValue.Copy([1f, 2, 3, 4], 4)));
        using var response = await client.InferAsync(request, TestContext.Current.CancellationToken);
        return string.Join(' ', ((TensorValue)response["y"]).AsSpan<float>().ToArray());
    }
}
