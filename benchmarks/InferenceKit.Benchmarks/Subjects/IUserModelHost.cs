using InferenceKit.Benchmarks.Load;

namespace InferenceKit.Benchmarks.Subjects;

/// <summary>A running host of one model that somebody brought along.</summary>
internal interface IUserModelHost<TRow> : IAsyncDisposable
{
    ICallLoop PredictOne(TRow[] rows);
}
