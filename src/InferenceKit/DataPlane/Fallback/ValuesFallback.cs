using InferenceKit.DataPlane.Calls;
using InferenceKit.Serving.Resilience;

namespace InferenceKit.DataPlane.Fallback;

/// <summary>Steps that answer an inference on values, and are no version of its model.</summary>
internal static class ValuesFallback
{
    public static ValueTask<PredictionResult<NamedValue[]>> AnswerAsync(InferenceRequest asked, in FallbackRequest request) => request.Step.Kind switch
    {
        FallbackKind.Model => AskOtherAsync(asked, request),
        FallbackKind.Constant => new(Constant(asked, request)),
        _ => new(new PredictionResult<NamedValue[]>(Failures.StepNotReady(request.Model.Name, request.Step, "a delegate answers typed predictions only"))),
    };

    private static ValueTask<PredictionResult<NamedValue[]>> AskOtherAsync(InferenceRequest asked, in FallbackRequest request)
    {
        if (!request.TryFindOther(out var other, out var failure)) return new(new PredictionResult<NamedValue[]>(failure));
        var table = request.Pipeline.Serving.Current;
        if (request.FindDifference(table, other) is { } unsuited) return new(new PredictionResult<NamedValue[]>(unsuited));
        var context = request.Context with { Version = null };
        return request.Pipeline.AttemptAsync<ValuesCall, NamedValue[]>(new(asked), other, table, ref context);
    }

    private static PredictionResult<NamedValue[]> Constant(InferenceRequest asked, in FallbackRequest request)
    {
        if (!request.TryGetConstant(out var known, out var row, out var failure)) return new(failure);
        var names = asked.Outputs ?? [.. request.Step.Constant!.Outputs.Keys];
        var rows = RowsOf(asked);
        var outputs = new NamedValue[names.Count];
        for (var i = 0; i < outputs.Length; i++)
        {
            if (!known.Signature.TryIndexOfOutput(names[i], out var index) || row.Repeat(index, rows) is not { } tensor)
                return new(Failures.StepUnsuited(request.Model.Name, request.Step, $"it says nothing of output '{names[i]}'"));
            outputs[i] = new(names[i], tensor);
        }
        return request.Answer(outputs);
    }

    private static int RowsOf(InferenceRequest asked)
    {
        foreach (var (_, value) in asked.Inputs)
            if (value is TensorValue { Shape.Length: > 0 } tensor) return (int)Math.Min(tensor.Shape[0], int.MaxValue);
        return 1;
    }
}
