using InferenceKit.DataPlane.Pipeline;
using InferenceKit.Runtime;

namespace InferenceKit.DataPlane;

/// <summary>Inference on values, by the model's name.</summary>
internal sealed class InferenceClient(ServingState serving, RequestPipeline pipeline) : IInferenceClient
{
    public ValueTask<InferenceResponse> InferAsync(InferenceRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var call = new ValuesCall(request);
        if (!serving.TryFind(request.Model, out var registration))
        {
            call.Refuse();
            return ValueTask.FromException<InferenceResponse>(new InferenceException(
                Failures.ModelNotFound(request.Model, serving.Registrations.Select(r => r.Name))));
        }
        var result = pipeline.InvokeAsync<ValuesCall, NamedValue[]>(call, registration, request.Options, cancellationToken);
        if (!result.IsCompletedSuccessfully) return Awaited(result);
        var completed = result.Result;
        return completed.IsSuccess ? new(Respond(completed)) : ValueTask.FromException<InferenceResponse>(new InferenceException(completed.Failure));

        static async ValueTask<InferenceResponse> Awaited(ValueTask<PredictionResult<NamedValue[]>> result) =>
            Respond(await result.ConfigureAwait(false));
    }

    private static InferenceResponse Respond(PredictionResult<NamedValue[]> result)
    {
        var prediction = result.GetOrThrow();
        return new(prediction.Value, prediction.Info);
    }
}
