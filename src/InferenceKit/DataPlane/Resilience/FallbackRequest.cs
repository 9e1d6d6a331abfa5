using System.Runtime.InteropServices;
using InferenceKit.Runtime;
using InferenceKit.Runtime.Resilience;

namespace InferenceKit.DataPlane.Resilience;

/// <summary>One step of a request's way down its chain.</summary>
/// <param name="pipeline">What sends requests to other models.</param>
/// <param name="model">The model that was asked, as it is served.</param>
/// <param name="step">The step.</param>
/// <param name="failure">What went wrong before it.</param>
/// <param name="context">The request, as it stands at this step.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly struct FallbackRequest(
    InferencePipeline pipeline, ServedModel model, FallbackStep step, InferenceFailure failure, in RequestContext context)
{
    public readonly InferencePipeline Pipeline = pipeline;
    public readonly ServedModel Model = model;
    public readonly FallbackStep Step = step;
    public readonly InferenceFailure Failure = failure;
    public readonly RequestContext Context = context;

    /// <summary>The model and version that answers by code or configuration stand for: the one that failed, where one had been chosen.</summary>
    public ModelId StandsFor => Failure.Model ?? Model.Known?.Id ?? new(Model.Name, default);

    /// <summary>An answer that no version gave.</summary>
    public PredictionResult<TValue> Answer<TValue>(TValue value) => new(value, Pipeline.InfoOf(this));
}
