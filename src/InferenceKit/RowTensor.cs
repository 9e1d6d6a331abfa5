namespace InferenceKit;

/// <summary>What the ready codecs refuse, and in which words.</summary>
internal static class RowTensor
{
    /// <exception cref="InferenceException">It is no tensor, or one of other elements.</exception>
    public static void RequireElements<T>(string what, ValueSpec spec, InferenceError error)
    {
        if (spec.Kind != ValueKind.Tensor) throw Unsuited(error, what, spec, $"the codec expects a tensor of {TypeName.Of(typeof(T))}");
        // A model need not say what an output holds; each run then does.
        if (spec.ElementType != ElementTypes.Of<T>() && (spec.ElementType != ElementType.Undefined || error != InferenceError.InvalidOutput))
            throw Unsuited(error, what, spec, $"the codec expects elements of {ElementTypes.Of<T>()} ({TypeName.Of(typeof(T))})");
    }

    public static InferenceException Unsuited(InferenceError error, string what, ValueSpec spec, string why) =>
        new(error, $"{what} '{spec.Name}' is {spec}, but {why}.");

    public static string Describe(IEnumerable<ValueSpec> specs) => string.Join(", ", specs.Select(spec => $"'{spec.Name}' ({spec})"));
}
