using InferenceKit.Conformance.Cases;

namespace InferenceKit.Conformance.Runs;

/// <summary>A codec for any model whose inputs are tensors.</summary>
internal sealed class CaseCodec : PredictionCodec<CaseRow, IReadOnlyList<NamedCaseValue>>
{
    public override BoundCodec<CaseRow, IReadOnlyList<NamedCaseValue>> Bind(ModelSignature signature) => new BoundCaseCodec(signature);
}
