using InferenceKit.DataPlane.Resilience;
using InferenceKit.DataPlane.Shadows;
using InferenceKit.Runtime;
using InferenceKit.Sessions;

namespace InferenceKit.DataPlane;

/// <summary>One request on values.</summary>
internal struct ValuesCall(InferenceRequest request) : IFallbackCall<NamedValue[]>
{
    // About what a short string costs.
    private const int StringBytes = 32;

    private ValueRows? _rows;
    private ShadowSample? _sample;

    public readonly int RowsFor(ServedVersion version) => ValueRows.Count(request, version);

    public readonly long BytesFor(ServedVersion version, int rows)
    {
        long bytes = 0;
        foreach (var input in request.Inputs)
            if (input.Value is TensorValue tensor) bytes += tensor.Length * (tensor.ElementType == ElementType.String ? StringBytes : ElementTypes.SizeOf(tensor.ElementType));
        return Math.Max(0, bytes - rows * version.RowBytes);
    }

    public readonly InferenceFailure? Encode(Slot slot, out RunBatch batch)
    {
        var values = slot.Values;
        batch = values;
        if (FindProblem(slot.Version) is { } failure)
        {
            Refuse();
            return failure;
        }
        values.Begin(_rows?.TakeInputs() ?? request.Inputs, request.Outputs ?? slot.Version.OutputNames);
        return null;
    }

    public InferenceFailure? Append(ServedVersion version, RowBatch batch, int start, int count, out bool fits)
    {
        fits = true;
        if (FindProblem(version) is { } failure) return failure;
        _rows ??= new(request);
        fits = _rows.Append(version, batch, start, count);
        return null;
    }

    public readonly NamedValue[] Decode(RunBatch batch) => Mirrored(((ValueBatch)batch).CopyOutputs());

    public readonly NamedValue[] DecodeRows(RowBatch batch, int firstRow, int start, int count, int rows, NamedValue[]? value) =>
        start + count < rows ? _rows!.Copy(batch, firstRow, start, count, rows, value) : Mirrored(_rows!.Copy(batch, firstRow, start, count, rows, value));

    public readonly InferenceFailure? Check(ServedVersion version, RunBatch batch, NamedValue[] value) =>
        version.Checks?.FindProblem(value) is { } problem ? Failures.Invalid(version.Id, problem) : null;

    public readonly InferenceFailure? CheckRows(ServedVersion version, RowBatch batch, int firstRow, int count, NamedValue[] value) =>
        version.Checks?.FindProblem(batch, firstRow, count) is { } problem ? Failures.Invalid(version.Id, problem) : null;

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

    public readonly void LetGo()
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

    private readonly NamedValue[] Mirrored(NamedValue[] answer)
    {
        _sample?.TakeOutputs(answer);
        return answer;
    }

    private readonly InferenceFailure? FindProblem(ServedVersion version) =>
        RequestCheck.FindProblem(version.Signature, request) is { } problem
            ? new(InferenceError.InvalidInput, $"{version.Id}: {problem}") { Model = version.Id }
            : null;
}
