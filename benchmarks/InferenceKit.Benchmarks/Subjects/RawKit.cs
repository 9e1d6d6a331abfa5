using InferenceKit.Benchmarks.Models;
using InferenceKit.Benchmarks.UserModels;

namespace InferenceKit.Benchmarks.Subjects;

/// <summary>
/// The hand-written loop in the library's place. Compared with itself it shows what this machine can tell apart:
/// every ratio should be 1, and the intervals are the noise.
/// </summary>
internal sealed class RawKit : IKit
{
    public string Name => "raw";

    public Task<IKitHost> StartAsync(IReadOnlyList<HostedModel> models) =>
        Task.FromResult<IKitHost>(new RawKitHost(models));

    public Task<IPromotionHost> StartPromotionsAsync(BenchmarkModel first, BenchmarkModel next, int keepPrevious) =>
        throw new NotSupportedException("A raw session has no alias.");

    public Task<ILoadHost> StartLoadsAsync(BenchmarkModel model, bool isVerified, float[][] samples) =>
        throw new NotSupportedException("A raw session has no manifest.");

    public Task<ITrafficHost> StartTrafficAsync(IReadOnlyList<HostedTraffic> models) =>
        Task.FromResult<ITrafficHost>(new RawTrafficHost(models));

    public Task<IUserModelHost> StartAsync(string path, UserCodec codec) =>
        throw new NotSupportedException("A raw session has no codec.");
}
