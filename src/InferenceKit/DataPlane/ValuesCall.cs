using InferenceKit.Runtime;
using InferenceKit.Sessions;

namespace InferenceKit.DataPlane;

/// <summary>One request on values.</summary>
internal readonly struct ValuesCall(InferenceRequest request) : IInferenceCall<NamedValue[]>
{
    public InferenceFailure? Encode(Slot slot, out RunBatch batch)
    {
        var values = slot.Values;
        batch = values;
        var signature = slot.Version.Signature;
        if (RequestCheck.FindProblem(signature, request) is { } problem)
        {
            Refuse();
            return new(InferenceError.InvalidInput, $"{slot.Version.Id}: {problem}") { Model = slot.Version.Id };
        }
        values.Begin(request.Inputs, request.Outputs ?? slot.Version.OutputNames);
        return null;
    }

    public NamedValue[] Decode(RunBatch batch) => ((ValueBatch)batch).CopyOutputs();

    public void Refuse()
    {
        foreach (var input in request.Inputs) input.Value?.Abandon();
    }
}
