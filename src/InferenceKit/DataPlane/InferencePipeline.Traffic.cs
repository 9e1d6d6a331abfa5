using System.Runtime.CompilerServices;
using InferenceKit.DataPlane.Routing;
using InferenceKit.Runtime;
using InferenceKit.Runtime.Resilience;

namespace InferenceKit.DataPlane;

/// <summary>Requests of models with variants or shadows.</summary>
internal sealed partial class InferencePipeline
{
    // Variants are asked as steps of a chain are, which follow a failure.
    private static readonly InferenceFailure NothingFailed = new(InferenceError.ModelNotReady, "nothing failed");

    /// <summary>Assigns a request to its arm, and has it copied where a shadow wants it.</summary>
    private ValueTask<PredictionResult<TValue>> SendRoutedAsync<TCall, TValue>(
        TCall call, ModelRegistration registration, ServingTable table, ref RequestContext context)
        where TCall : struct, IFallbackCall<TValue>
    {
        var model = table.Models[registration.Ordinal];
        if (Assign(call, model, ref context, out var key) is { } refused) return new(Refuse<TCall, TValue>(call, registration, context, refused));
        return model.Traffic!.HasShadows && context.MayBeMirrored && _shadows.Sample(model, key) is { } sample
            ? SendWithShadowsAsync<TCall, TValue>(call, registration, table, ref context, sample)
            : SendAssignedAsync<TCall, TValue>(call, registration, table, ref context);
    }

    private static InferenceFailure? Assign<TCall>(in TCall call, ServedModel model, ref RequestContext context, out string? key, bool byChance = true)
        where TCall : struct, IKeyedCall
    {
        key = context.Options?.RoutingKey;
        if (model.Traffic is not { } traffic) return context.Options?.Variant is { } variant ? RoutingFailures.VariantNotFound(model, variant) : null;
        if (key is null && TrafficStage.ReadKey(call, model.Registration, out key) is { } unreadable) return unreadable;
        return TrafficStage.Assign(model, traffic, key, ref context, byChance);
    }

    /// <summary>The first attempt: the arm's version, or the other model.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ValueTask<PredictionResult<TValue>> AttemptFirstAsync<TCall, TValue>(
        TCall call, ModelRegistration registration, ServingTable table, ref RequestContext context)
        where TCall : struct, IFallbackCall<TValue> =>
        OtherModelOf(table.Models[registration.Ordinal], context) is not { } other
            ? AttemptAsync<TCall, TValue>(call, registration, table, ref context)
            : AskOtherAsync<TCall, TValue>(call, table.Models[registration.Ordinal], other, context);

    private ValueTask<PredictionResult<TValue>> AskOtherAsync<TCall, TValue>(TCall call, ServedModel model, string other, RequestContext context)
        where TCall : struct, IFallbackCall<TValue>
    {
        // The other model has arms of its own.
        context.Arm = 0;
        var step = new FallbackStep(0, FallbackKind.Model, other, 0) { Variant = context.Route!.Variant };
        return call.AnswerAsync(new(this, model, step, NothingFailed, context));
    }

    /// <summary>Rows that another model is to answer: one by one, as its runs are none of this model's.</summary>
    private async ValueTask<InferenceFailure?> AskForManyAsync<TIn, TOut>(
        ManyRows<TIn, TOut> many, ModelRegistration registration, ServingTable table, RequestContext context)
    {
        for (var row = 0; row < many.Count; row++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            var result = await SendWithFallbackAsync<TypedCall<TIn, TOut>, TOut>(
                many.CallOf(row), registration, table, table.Models[registration.Ordinal].Policy.VariantFallback!, context).ConfigureAwait(false);
            if (!result.TryGet(out var prediction)) return ManyRows<TIn, TOut>.AtRow(row, result.Failure!);
            many.Set(row, prediction.Value);
        }
        return null;
    }

    private static string? OtherModelOf(ServedModel model, in RequestContext context) =>
        context.Arm != 0 && model.Traffic is { HasOtherModels: true } traffic ? traffic.Targets[context.Arm]?.Model : null;
}
