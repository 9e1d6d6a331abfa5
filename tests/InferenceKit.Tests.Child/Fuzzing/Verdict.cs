using InferenceKit.Testing.Conformance;
using InferenceKit.Tests.Child.Fuzzing.Calls;

namespace InferenceKit.Tests.Child.Fuzzing;

/// <summary>Says whether an outcome is the one that ONNX Runtime gives, or a failure that may be.</summary>
internal sealed class Verdict(FuzzScenario scenario, Oracle oracle)
{
    private const int DefaultQueuedRows = 4096;

    private readonly OutputComparison _comparison = new(1e-5);

    /// <summary>What is wrong with an answer on values; null for nothing.</summary>
    public string? OfValues(FuzzRequest request, IReadOnlyList<NamedValue> outputs, int version)
    {
        var expected = oracle.Answer(version, false, request.Samples[0]);
        return expected.Problem is { } problem ? $"version {version} answered, and ONNX Runtime fails: {problem}" : Prefix(version, _comparison.Find(expected.Outputs, outputs));
    }

    /// <summary>What is wrong with a row of the codec's; null for nothing.</summary>
    public string? OfRow(int sample, InferenceValue[]? outputs, int version)
    {
        var expected = oracle.Answer(version, true, sample);
        if (expected.Problem is { } problem) return $"version {version} answered, and ONNX Runtime fails: {problem}";
        if (outputs is null) return "a row of a call that succeeded has no answer";
        if (outputs.Length != expected.Outputs.Length) return $"version {version} gives {expected.Outputs.Length} outputs, and {outputs.Length} came";
        for (var i = 0; i < outputs.Length; i++)
            if (_comparison.FindInRow(expected.Outputs[i].Value, outputs[i]) is { } difference) return Prefix(version, $"row, output '{expected.Outputs[i].Name}': {difference}");
        return null;
    }

    /// <summary>What is wrong with a row that any version may have answered; null for nothing.</summary>
    public string? OfRowOfAny(int sample, InferenceValue[]? outputs)
    {
        var differences = new List<string>();
        for (var version = 1; version <= oracle.Versions; version++)
        {
            if (OfRow(sample, outputs, version) is not { } difference) return null;
            differences.Add(difference);
        }
        return string.Join("; ", differences);
    }

    /// <summary>Why a failure may not be; null where it may.</summary>
    public string? OfFailure(FuzzRequest request, InferenceFailure failure) => failure.Error switch
    {
        InferenceError.DeadlineExceeded when request.Timeout is not null => null,
        // A request has ten seconds by default, and where many rows wait the queue reckons whether that is enough.
        InferenceError.QueueFull when MayFillQueue(request) => null,
        InferenceError.DeadlineExceeded when scenario.Plan.Timeout != Timeout.InfiniteTimeSpan && MayFillQueue(request) => null,
        InferenceError.ResourceExhausted when scenario.Plan.IsLarge => null,
        // The primary in place of a variant of the same version is no other answer.
        InferenceError.ModelNotReady when scenario.Plan.HasVariant && MayFail(request, failure) => null,
        // A variant may load later than the primary, which then answers in its place if there is time.
        InferenceError.ModelNotReady when scenario.Plan.HasVariant && request.Timeout is not null => null,
        InferenceError.InvalidInput or InferenceError.InvalidOutput or InferenceError.ExecutionFailed when MayFail(request, failure) => null,
        _ => $"it failed, and ONNX Runtime answers: {failure} (of {failure.Model})",
    };

    // A request may wait for a version that goes, and be told by the next one.
    private bool MayFail(FuzzRequest request, InferenceFailure failure)
    {
        for (var version = 1; version <= oracle.Versions; version++)
        {
            if (failure.Model is { } model && model.Version.ToString() != $"{version}") continue;
            var isRow = request.Form != RequestForm.Values;
            if (failure.Error is InferenceError.InvalidInput or InferenceError.ModelNotReady && request.Samples.Any(sample => !scenario.Versions[version - 1].Takes((isRow ? scenario.Rows : scenario.Requests)[sample]))) return true;
            if (request.Samples.Any(sample => oracle.Answer(version, isRow, sample).Problem is not null)) return true;
        }
        return false;
    }

    private bool MayFillQueue(FuzzRequest request)
    {
        var limit = scenario.Plan.MaxQueuedRows ?? DefaultQueuedRows;
        // Requests of lower priority are refused from the half on.
        if (request.Priority < 0) limit /= 2;
        long most = scenario.Plan.IsLarge ? DefaultQueuedRows : 1;
        foreach (var sample in scenario.Requests)
            foreach (var (_, value) in sample)
                if (value is TensorValue { Shape: [var rows, ..] }) most = Math.Max(most, rows);
        return scenario.Plan.Callers * Math.Max(most, 130) >= limit;
    }

    private static string? Prefix(int version, string? difference) => difference is null ? null : $"version {version}: {difference}";
}
