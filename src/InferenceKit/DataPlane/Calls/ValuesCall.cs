using InferenceKit.DataPlane.Execution;
using InferenceKit.DataPlane.Fallback;
using InferenceKit.DataPlane.Shadows;
using InferenceKit.Serving;
using InferenceKit.Serving.Leasing;
using InferenceKit.Sessions;
using InferenceKit.Sessions.Rows;

namespace InferenceKit.DataPlane.Calls;

/// <summary>One request on values.</summary>
internal struct ValuesCall(InferenceRequest request) : IFallbackCall<NamedValue[]>
{
    // About what a short string costs.
    private const int StringBytes = 32;

    private ValueRows? _rows;
    private ShadowSample? _sample;

    public readonly CallSize SizeFor(ServedVersion version)
    {
        var rows = ValueRows.Count(request, version);
        long bytes = 0;
        foreach (var input in request.Inputs)
            if (input.Value is TensorValue tensor) bytes += tensor.Length * (tensor.ElementType == ElementType.String ? StringBytes : ElementTypes.SizeOf(tensor.ElementType));
        var extra = Math.Max(0, bytes - Math.Max(rows, 1) * version.RowBytes);
        return rows > 0 ? new(rows, true, extra) : CallSize.Alone(extra);
    }

    public readonly bool IsOneRun(ServedVersion version, int mostRows) => ValueRows.Count(request, version) <= mostRows;

    public readonly RunBatch BatchIn(Slot slot) => slot.Buffers.Values;

    public InferenceFailure? Encode(ServedVersion version, RunBatch batch, ref RowRange rows)
    {
        if (FindProblem(version) is { } failure) return failure;
        if (batch is ValueBatch values) values.Begin(_rows?.TakeInputs() ?? request.Inputs, request.Outputs ?? version.OutputNames);
        else rows.Count = (_rows ??= new(request)).Append(version, (RowBatch)batch, rows);
        return null;
    }

    public readonly NamedValue[] Decode(RunBatch batch, in RowRange rows, NamedValue[]? before)
    {
        var answer = batch is ValueBatch values ? values.CopyOutputs() : _rows!.Copy((RowBatch)batch, rows, before);
        if (!rows.HasMore) _sample?.TakeOutputs(answer);
        return answer;
    }

    public readonly InferenceFailure? Check(ServedVersion version, RunBatch batch, in RowRange rows, NamedValue[] value)
    {
        if (version.Checks is not { } checks) return null;
        var problem = batch is RowBatch run ? checks.FindProblem(run, rows.FirstInRun, rows.Count) : checks.FindProblem(value);
        return problem is null ? null : Failures.Invalid(version.Id, problem);
    }

    public readonly string? KeyOf(ModelRegistration registration) => null;

    public void Mirror(ShadowSample sample)
    {
        // Now: the request's memory is a run's from the first attempt on.
        sample.TakeInputs(request);
        _sample = sample;
    }

    public readonly InferenceFailure? Keep()
    {
        var held = 0;
        try
        {
            for (; held < request.Inputs.Count; held++) request.Inputs[held].Value?.Hold();
            return null;
        }
        catch (InferenceException e)
        {
            while (--held >= 0) request.Inputs[held].Value?.EndHold();
            return e.Failure;
        }
    }

    public readonly void EndHold()
    {
        foreach (var input in request.Inputs) input.Value?.EndHold();
    }

    public readonly ValueTask<PredictionResult<NamedValue[]>> AnswerAsync(in FallbackRequest fallback) =>
        ValuesFallback.AnswerAsync(request, fallback);

    public readonly void Discard(NamedValue[] value)
    {
        foreach (var output in value) output.Value.Release();
    }

    public readonly void Refuse()
    {
        if (_rows is not null) _rows.Release();
        else
            foreach (var input in request.Inputs) input.Value?.Abandon();
    }

    private readonly InferenceFailure? FindProblem(ServedVersion version) =>
        RequestCheck.FindProblem(version.Signature, request) is { } problem
            ? new(InferenceError.InvalidInput, $"{version.Id}: {problem}") { Model = version.Id }
            : null;
}
