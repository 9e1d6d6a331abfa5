namespace InferenceKit.Tests.Child.Fuzzing;

/// <summary>A random model.</summary>
/// <param name="Onnx">Its file.</param>
/// <param name="Inputs">What it takes.</param>
/// <param name="OptionalInputs">The names of inputs that may be left out.</param>
/// <param name="HasOwnRows">Whether each row of its outputs depends on that row of its inputs alone.</param>
/// <param name="Text">What is in it, for people.</param>
internal sealed record FuzzModel(byte[] Onnx, FuzzValue[] Inputs, IReadOnlySet<string> OptionalInputs, bool HasOwnRows, string Text)
{
    /// <summary>
    /// Whether inputs are as the model declares them. ONNX Runtime also answers where one is missing that it does not need, and where a size
    /// contradicts a name; the library need not.
    /// </summary>
    public bool Takes(NamedValue[] inputs)
    {
        if (inputs.Any(given => Inputs.All(declared => declared.Name != given.Name))) return false;
        var sizes = new Dictionary<string, long>();
        foreach (var declared in Inputs)
        {
            var given = inputs.FirstOrDefault(input => input.Name == declared.Name).Value;
            if (given is null)
            {
                if (!OptionalInputs.Contains(declared.Name)) return false;
            }
            else if (!Takes(declared, given, sizes)) return false;
        }
        return true;
    }

    private static bool Takes(FuzzValue declared, InferenceValue given, Dictionary<string, long> sizes)
    {
        if (!declared.IsTensor) return true;
        if (given is not TensorValue tensor || tensor.ElementType != declared.Element || tensor.Shape.Length != declared.Rank) return false;
        for (var i = 0; i < declared.Rank; i++)
        {
            if (declared.Shape[i].Size is { } size && size != tensor.Shape[i]) return false;
            if (declared.Shape[i].Symbol is not { } symbol) continue;
            if (sizes.TryGetValue(symbol, out var before) && before != tensor.Shape[i]) return false;
            sizes[symbol] = tensor.Shape[i];
        }
        return true;
    }
}
