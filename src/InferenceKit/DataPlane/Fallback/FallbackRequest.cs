using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using InferenceKit.DataPlane.Pipeline;
using InferenceKit.Serving;
using InferenceKit.Serving.Resilience;
using InferenceKit.Sessions.Rows;

namespace InferenceKit.DataPlane.Fallback;

/// <summary>One step of a request's way down its chain.</summary>
/// <param name="pipeline">What sends requests to other models.</param>
/// <param name="model">The model that was asked, as it is served.</param>
/// <param name="step">The step.</param>
/// <param name="failure">What went wrong before it.</param>
/// <param name="context">The request, as it stands at this step.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly struct FallbackRequest(
    RequestPipeline pipeline, ServedModel model, FallbackStep step, InferenceFailure failure, in RequestContext context)
{
    public readonly RequestPipeline Pipeline = pipeline;
    public readonly ServedModel Model = model;
    public readonly FallbackStep Step = step;
    public readonly InferenceFailure Failure = failure;
    public readonly RequestContext Context = context;

    /// <summary>The model and version that answers by code or configuration stand for: the one that failed, where one had been chosen.</summary>
    public ModelId StandsFor => Failure.Model ?? Model.Known?.Id ?? new(Model.Name, default);

    /// <summary>The other model that the step names.</summary>
    /// <param name="other">It, where there is one.</param>
    /// <param name="failure">Why not; null where it is found.</param>
    public bool TryFindOther([NotNullWhen(true)] out ModelRegistration? other, [NotNullWhen(false)] out InferenceFailure? failure)
    {
        failure = Pipeline.Serving.TryFind(Step.Name, out other) ? null : Failures.StepNotReady(Model.Name, Step, "there is no such model");
        return other is not null;
    }

    /// <summary>Why another model cannot take the request as it is; null where it can. Where nothing is known yet, its own checks decide.</summary>
    public InferenceFailure? FindDifference(ServingTable table, ModelRegistration other) =>
        Model.Known?.Signature is { } signature && table.Models[other.Ordinal].Primary is { } primary && primary.DifferencesFrom(signature) is [_, ..] differences
            ? Failures.StepUnsuited(Model.Name, Step, $"its signature is another one: {string.Join("; ", differences)}")
            : null;

    /// <summary>The step's constant, as the version that served last would give it.</summary>
    /// <param name="known">What is known of that version.</param>
    /// <param name="row">The constant.</param>
    /// <param name="failure">Why it is missing.</param>
    public bool TryGetConstant(
        [NotNullWhen(true)] out VersionBinding? known, [NotNullWhen(true)] out ConstantRow? row, [NotNullWhen(false)] out InferenceFailure? failure)
    {
        (known, row, failure) = (Model.Known, null, null);
        if (known is null) failure = Failures.StepNotReady(Model.Name, Step, "no version has been loaded yet, so that its outputs are not known");
        else if ((row = known.RowOf(Step.Constant!, out var problem)) is null) failure = Failures.StepUnsuited(Model.Name, Step, problem!);
        return failure is null;
    }

    /// <summary>An answer that no version gave.</summary>
    public PredictionResult<TValue> Answer<TValue>(TValue value) => new(value, Pipeline.Fallback.InfoOf(this));
}
