using System.Runtime.CompilerServices;
using InferenceKit.DataPlane.Calls;
using InferenceKit.Serving;
using InferenceKit.Serving.Resilience;

namespace InferenceKit.DataPlane.Fallback;

/// <summary>Steps that answer a typed prediction, and are no version of its model.</summary>
internal static class TypedFallback<TIn, TOut>
{
    public static ValueTask<PredictionResult<TOut>> AnswerAsync(TIn input, int codecIndex, in FallbackRequest request)
    {
        var codec = Unsafe.As<CodecRegistration<TIn, TOut>>(request.Model.Registration.Codecs[codecIndex]);
        return request.Step.Kind switch
        {
            FallbackKind.Model => AskOtherAsync(input, codec, request),
            FallbackKind.Delegate => AskDelegateAsync(input, codec, request),
            _ => new(Constant(codecIndex, request)),
        };
    }

    private static ValueTask<PredictionResult<TOut>> AskOtherAsync(TIn input, CodecRegistration<TIn, TOut> codec, in FallbackRequest request)
    {
        if (!request.TryFindOther(out var other, out var failure)) return new(new PredictionResult<TOut>(failure));
        if (codec.AdapterFor(request.Step.Name) is { } adapter) return adapter.Accept(new AskAdapted<TIn, TOut>(input, other, request));
        var table = request.Pipeline.Serving.Current;
        if (request.FindDifference(table, other) is { } unsuited) return new(new PredictionResult<TOut>(unsuited));
        var context = request.Context with { Version = null };
        return request.Pipeline.AttemptAsync<TypedCall<TIn, TOut>, TOut>(new(input, 0, codec), other, table, ref context);
    }

    private static ValueTask<PredictionResult<TOut>> AskDelegateAsync(TIn input, CodecRegistration<TIn, TOut> codec, in FallbackRequest request)
    {
        foreach (var fallback in codec.Fallbacks)
            if (fallback.Name == request.Step.Name) return DelegateCall<TIn, TOut>.RunAsync(fallback, input, request);
        return new(new PredictionResult<TOut>(Failures.StepNotReady(
            request.Model.Name, request.Step, $"no such delegate was added for {TypeName.Of(typeof(TIn))} -> {TypeName.Of(typeof(TOut))}")));
    }

    private static PredictionResult<TOut> Constant(int codecIndex, in FallbackRequest request)
    {
        if (!request.TryGetConstant(out var known, out var row, out var failure)) return new(failure);
        try
        {
            var value = Unsafe.As<BoundCodec<TIn, TOut>>(known.Codecs[codecIndex]).Decode(row.Read(0));
            GC.KeepAlive(row);
            return request.Answer(value);
        }
#pragma warning disable CA1031 // User code.
        catch (Exception exception)
        {
            return new(Failures.StepUnsuited(request.Model.Name, request.Step, $"the codec could not decode it: {exception.Message}"));
        }
#pragma warning restore CA1031
    }
}
