using InferenceKit.DataPlane.Calls;
using InferenceKit.Serving;
using InferenceKit.Serving.Resilience;

namespace InferenceKit.DataPlane.Fallback;

/// <summary>Asks another model through an adapter, and converts what it answers.</summary>
internal readonly struct AskAdapted<TIn, TOut>(TIn input, ModelRegistration other, FallbackRequest request)
    : IAdapterVisitor<TIn, TOut, ValueTask<PredictionResult<TOut>>>
{
    public async ValueTask<PredictionResult<TOut>> Visit<TOther>(AdapterOf<TIn, TOther, TOut> adapter)
    {
        var context = request.Context with { Version = null };
        var answer = await request.Pipeline.AttemptAsync<TypedCall<TIn, TOther>, TOther>(
            new(input, 0, adapter.Codec), other, request.Pipeline.Serving.Current, ref context).ConfigureAwait(false);
        if (!answer.TryGet(out var prediction)) return new(answer.Failure!);
        try
        {
            return new(adapter.Convert(prediction.Value), prediction.Info);
        }
#pragma warning disable CA1031 // User code.
        catch (Exception exception)
        {
            return new(Failures.StepFailed(request.Model.Name, request.Step, $"the adapter's conversion threw {exception.GetType().Name}", exception));
        }
#pragma warning restore CA1031
    }
}
