namespace InferenceKit.Serving;

/// <summary>Holds a request on values against a signature, because the runtime's own checks have holes and echo paths.</summary>
internal static class RequestCheck
{
    /// <returns>Null, or what is wrong, for people.</returns>
    public static string? FindProblem(ModelSignature signature, InferenceRequest request)
    {
        if (FindInputProblem(signature, request.Inputs) is { } problem) return problem;
        if (request.Outputs is not { } outputs) return null;
        if (outputs.Count == 0) return "the request asks for no output; leave Outputs null to get all.";
        for (var i = 0; i < outputs.Count; i++)
        {
            if (!signature.TryIndexOfOutput(outputs[i], out _)) return $"there is no output '{outputs[i]}'; the outputs are {Names(signature.Outputs)}.";
            for (var j = 0; j < i; j++)
                if (outputs[j] == outputs[i]) return $"output '{outputs[i]}' is asked for twice.";
        }
        return null;
    }

    /// <returns>Null, or what is wrong, for people.</returns>
    public static string? FindInputProblem(ModelSignature signature, IReadOnlyList<NamedValue> inputs)
    {
        for (var i = 0; i < inputs.Count; i++)
        {
            var (name, value) = inputs[i];
            if (name is null || value is null) return $"input {i} has no name or no value.";
            if (!signature.TryIndexOfInput(name, out var index)) return $"there is no input '{name}'; the inputs are {Names(signature.Inputs)}.";
            for (var j = 0; j < i; j++)
                if (inputs[j].Name == name) return $"input '{name}' is given twice.";
            if (FindValueProblem(signature.Inputs[index], value) is { } problem) return problem;
        }
        foreach (var spec in signature.Inputs)
            if (!spec.IsOptional && !IsGiven(inputs, spec.Name)) return $"input '{spec.Name}' ({spec}) is missing.";
        return null;
    }

    private static string? FindValueProblem(ValueSpec spec, InferenceValue value)
    {
        if (value.Kind == ValueKind.Absent)
            return spec.IsOptional ? null : $"input '{spec.Name}' ({spec}) is absent, and it is not optional.";
        if (value.Kind != spec.Kind) return $"input '{spec.Name}' is {spec}, but a {value.Kind} was given.";
        if (value is SequenceValue sequence) return FindItemProblem(spec, sequence);
        var suits = value is MapValue map ? MapSuits(spec, map) : TensorSuits(spec, (TensorValue)value);
        return suits ? null : $"input '{spec.Name}' is {spec}, but {value} was given.";
    }

    private static string? FindItemProblem(ValueSpec spec, SequenceValue sequence)
    {
        for (var i = 0; i < sequence.Items.Count; i++)
        {
            var suits = sequence.Items[i] switch
            {
                TensorValue item => spec.ItemKind is ValueKind.Tensor or null && TypeSuits(spec.ElementType, item.ElementType),
                MapValue item => spec.ItemKind is ValueKind.Map or null && MapSuits(spec, item),
                SequenceValue => spec.ItemKind is ValueKind.Sequence or null,
                _ => false,
            };
            if (!suits) return $"input '{spec.Name}' is {spec}, but its item {i} is {sequence.Items[i]?.ToString() ?? "null"}.";
        }
        return null;
    }

    private static bool MapSuits(ValueSpec spec, MapValue map) =>
        TypeSuits(spec.KeyType, map.Keys.ElementType) && TypeSuits(spec.ElementType, map.Values.ElementType);

    private static bool TensorSuits(ValueSpec spec, TensorValue tensor) =>
        TypeSuits(spec.ElementType, tensor.ElementType) && (!spec.HasKnownRank || ShapeSuits(spec.Shape, tensor.Shape));

    private static bool TypeSuits(ElementType expected, ElementType given) => expected == given || expected == ElementType.Undefined;

    private static bool ShapeSuits(IReadOnlyList<long?> expected, ReadOnlySpan<long> given)
    {
        if (expected.Count != given.Length) return false;
        for (var i = 0; i < given.Length; i++)
            if (expected[i] is { } size && size != given[i]) return false;
        return true;
    }

    private static bool IsGiven(IReadOnlyList<NamedValue> inputs, string name)
    {
        foreach (var input in inputs)
            if (input.Name == name) return true;
        return false;
    }

    private static string Names(IReadOnlyList<ValueSpec> specs) => string.Join(", ", specs.Select(s => $"'{s.Name}' ({s})"));
}
