using InferenceKit.Benchmarks.Load;

namespace InferenceKit.Benchmarks.Subjects;

/// <summary>A running host of one model with two versions behind an alias that is kept on disk.</summary>
internal interface IPromotionHost : IAsyncDisposable
{
    /// <param name="rows">The rows, one after the other.</param>
    /// <param name="ofFirst">Is told of each answer of the first version. Default: null, none.</param>
    ICaller CreateCaller(float[][] rows, FirstAnswer? ofFirst = null);

    /// <summary>Points the alias at the version that it does not point at, and returns once that one serves and the alias is stored.</summary>
    Task PromoteAsync();

    /// <summary>Goes back to the version before, and returns once that is stored.</summary>
    Task RollBackAsync();
}
