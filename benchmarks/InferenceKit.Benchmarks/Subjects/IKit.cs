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

    /// <summary>Starts a host of one model of any inputs.</summary>
    Task<IUserModelHost> StartAsync(string path, UserCodec codec);
}
