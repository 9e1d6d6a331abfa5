using InferenceKit.Serving;
using InferenceKit.Serving.Leasing;
using InferenceKit.Sessions;

namespace InferenceKit.DataPlane.Execution;

/// <summary>Values that the library itself runs: samples, and copies for shadows. Their memory is the garbage collector's, or held by the code that runs them.</summary>
/// <param name="inputs">The inputs.</param>
/// <param name="outputs">The outputs wanted; null for all.</param>
internal readonly struct ValuesSource(IReadOnlyList<NamedValue> inputs, IReadOnlyList<string>? outputs = null) : IRowSource<NamedValue[]>
{
    public RunBatch BatchIn(Slot slot) => slot.Buffers.Values;

    public InferenceFailure? Encode(ServedVersion version, RunBatch batch, ref RowRange rows)
    {
        if (RequestCheck.FindInputProblem(version.Signature, inputs) is { } problem)
            return new(InferenceError.InvalidInput, $"{version.Id}: {problem}") { Model = version.Id };
        ((ValueBatch)batch).Begin(inputs, outputs ?? version.OutputNames);
        return null;
    }

    public NamedValue[] Decode(RunBatch batch, in RowRange rows, NamedValue[]? before) => ((ValueBatch)batch).CopyOutputs();

    public InferenceFailure? Check(ServedVersion version, RunBatch batch, in RowRange rows, NamedValue[] value) => null;

    public void Discard(NamedValue[] value)
    {
        foreach (var output in value) output.Value.Release();
    }
}
