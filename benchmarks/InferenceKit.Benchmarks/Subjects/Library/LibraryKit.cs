using InferenceKit.Benchmarks.Models;
using InferenceKit.Benchmarks.UserModels;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceKit.Benchmarks.Subjects.Library;

/// <summary>The library, set up as a user would: AddInference, a repository or a file, nothing kept that a scenario would not notice, metrics on.</summary>
internal sealed class LibraryKit : IKit
{
    public const string FirstVersion = "1";
    public const string NextVersion = "2";

    public string Name => "InferenceKit";

    public async Task<IKitHost> StartAsync(IReadOnlyList<HostedModel> models)
    {
        var repository = new VersionFolders(models);
        var services = new ServiceCollection().AddMetrics();
        var inference = services.AddInference(options =>
        {
            options.Repository.Path = repository.Path;

            // No other process writes to the folder.
            options.Repository.SettleTime = TimeSpan.Zero;

            // What is measured is a load, and a version that stayed would not be loaded again.
            options.Defaults.KeepPrevious = 0;
            options.State.Persist = false;
        });
        foreach (var model in models)
            Add(inference, model);

        var provider = services.BuildServiceProvider();
        await provider.StartInferenceAsync();
        var host = new LibraryHost(provider, repository, models);
        foreach (var model in models.Where(m => !m.IsLoadedAtStart))
            await host.UnloadAsync(model.Name);
        return host;
    }

    public async Task<IUserModelHost> StartAsync(string path, UserCodec codec)
    {
        var services = new ServiceCollection().AddMetrics();
        services.AddInference(options => options.State.Persist = false).AddModel("model", codec, m => m.FromFile(Path.GetFullPath(path)));
        var provider = services.BuildServiceProvider();
        await provider.StartInferenceAsync();
        return new UserModelHost(provider);
    }

    public Task<ITrafficHost> StartTrafficAsync(IReadOnlyList<HostedTraffic> models) => TrafficHost.StartAsync(models);

    public Task<IPromotionHost> StartPromotionsAsync(BenchmarkModel first, BenchmarkModel next, int keepPrevious) =>
        PromotionHost.StartAsync(first, next, keepPrevious);

    public async Task<ILoadHost> StartLoadsAsync(BenchmarkModel model, bool isVerified, float[][] samples) =>
        await LoadHost.StartAsync(model, isVerified, samples);

    /// <summary>A model with a next version has a folder; the others are files, however many names they have.</summary>
    private static void Add(InferenceBuilder inference, HostedModel model) =>
        inference.AddModel(model.Name, new ScoreCodec(model.Model.ScoreOutput), m =>
        {
            if (model.Next is null)
                m.FromFile(model.Model.Path);
            else
                m.Configure(options => options.Version = FirstVersion);
        });
}
