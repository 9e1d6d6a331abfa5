using InferenceKit.Benchmarks.Load;
using InferenceKit.Benchmarks.UserModels;

namespace InferenceKit.Benchmarks.Subjects;

/// <summary>A running host of one user's own model.</summary>
internal interface IUserModelHost : IAsyncDisposable
{
    ICallLoop PredictOne(UserRow[] rows);
}
