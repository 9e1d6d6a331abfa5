using System.Runtime.CompilerServices;
using InferenceKit.Serving;
using InferenceKit.Serving.Resilience;
using InferenceKit.Sessions.Rows;

namespace InferenceKit.DataPlane.Calls;

/// <summary>Holds a decoded row against the rules of the model's outputs and the host's validators.</summary>
internal static class CodecCheck
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static InferenceFailure? FindProblem<TIn, TOut>(ServedVersion version, BoundCodec<TIn, TOut> codec, RowBatch batch, int row, TOut value) =>
        version.Checks is null && codec is not ValidatedCodec<TIn, TOut> ? null : Check(version, codec, batch, row, value);

    private static InferenceFailure? Check<TIn, TOut>(ServedVersion version, BoundCodec<TIn, TOut> codec, RowBatch batch, int row, TOut value)
    {
        var problem = version.Checks?.FindProblem(batch, row, 1) ?? (codec as ValidatedCodec<TIn, TOut>)?.FindProblem(value);
        return problem is null ? null : Failures.Invalid(version.Id, problem);
    }
}
