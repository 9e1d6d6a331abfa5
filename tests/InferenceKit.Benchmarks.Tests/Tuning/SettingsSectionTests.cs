using System.Text;
using InferenceKit.Benchmarks.Models;
using InferenceKit.Benchmarks.Subjects.Library;
using InferenceKit.Benchmarks.Tuning;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceKit.Benchmarks.Tests.Tuning;

public sealed class SettingsSectionTests
{
    [Theory]
    [InlineData(32)]
    [InlineData(1)]
    public async Task The_library_starts_with_what_was_printed(int batchSize)
    {
        using var shelf = new ModelShelf();
        var model = shelf.Build(ModelRole.Mlp, seed: 1);
        using var text = new MemoryStream(Encoding.UTF8.GetBytes(SettingsSection.Format("fraud", new(batchSize, 1, 2, false))));
        var section = new ConfigurationBuilder().AddJsonStream(text).Build().GetSection("Inference");
        var services = new ServiceCollection();
        services.AddInference(section).AddModel("fraud", new ScoreCodec(model.ScoreOutput), m => m.FromFile(model.Path));
        services.AddInference(o => o.State.Persist = false);

        await using var provider = services.BuildServiceProvider();
        await provider.StartInferenceAsync();
        var answer = await provider.GetRequiredService<IPredictor<float[], float>>().TryPredictAsync(new float[16]);

        Assert.True(answer.IsSuccess);
        Assert.Equal(batchSize == 1 ? "Off" : "Auto", section["Models:fraud:Batching:Mode"]);
        Assert.Equal(batchSize == 1 ? null : "32", section["Models:fraud:Batching:MaxBatchSize"]);
        Assert.Equal("2", section["Models:fraud:Execution:MaxConcurrency"]);
        Assert.Equal("False", section["Models:fraud:Execution:UseArena"]);
    }
}
