using InferenceKit.DataPlane.Execution;
using InferenceKit.Serving;

namespace InferenceKit.DataPlane.Calls;

/// <summary>
/// A request: what goes into runs, and how much of it. Structs implement it, so that the pipeline is compiled for each without an
/// allocation or an interface call.
/// </summary>
/// <typeparam name="TValue">The decoded answer.</typeparam>
internal interface IInferenceCall<TValue> : IRowSource<TValue>
{
    /// <summary>What it is for a version. Asked anew for each version that it goes to.</summary>
    CallSize SizeFor(ServedVersion version);

    /// <summary>Whether one run can take all of it, as far as its rows are counted.</summary>
    bool IsOneRun(ServedVersion version, int mostRows);

    /// <summary>The request ended, and no run has its input: gives owned memory back.</summary>
    void Refuse();
}
