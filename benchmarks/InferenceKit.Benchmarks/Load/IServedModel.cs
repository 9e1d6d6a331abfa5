namespace InferenceKit.Benchmarks.Load;

/// <summary>A model that calls are sent to, one row each, over distinct rows one after the other: the library's, or one behind a baseline's policy.</summary>
internal interface IServedModel
{
    ClosedCaller CreateCaller(int firstRow);

    OpenStream CreateStream();

    /// <summary>So many callers, spread over the rows.</summary>
    ClosedCaller[] CreateCallers(int count);
}
