using InferenceKit.Benchmarks.Models;
using InferenceKit.Benchmarks.UserModels;

namespace InferenceKit.Benchmarks.Subjects;

/// <summary>What is being measured. The scenarios see the library only through this door.</summary>
internal interface IKit
{
    string Name { get; }

    /// <summary>Starts a host as a user would and waits until it serves.</summary>
    Task<IKitHost> StartAsync(IReadOnlyList<HostedModel> models);

    /// <summary>
    /// Starts a host of one model with two versions, of which an alias decides; the alias is on disk and points at the first one.
    /// </summary>
    Task<IPromotionHost> StartPromotionsAsync(BenchmarkModel first, BenchmarkModel next, int keepPrevious);

    /// <summary>Starts a host of one model in a repository, and unloads it.</summary>
    /// <param name="model">The model.</param>
    /// <param name="isVerified">Whether the version has a manifest with a signature and is locked, and is loaded only with all of it.</param>
    /// <param name="samples">Rows whose outputs are in the manifest.</param>
    Task<ILoadHost> StartLoadsAsync(BenchmarkModel model, bool isVerified, float[][] samples);

    /// <summary>Starts a host of models that many callers call.</summary>
    Task<ITrafficHost> StartTrafficAsync(IReadOnlyList<HostedTraffic> models);

    /// <summary>Starts a host of one model of any inputs.</summary>
    Task<IUserModelHost> StartAsync(string path, UserCodec codec);
}
