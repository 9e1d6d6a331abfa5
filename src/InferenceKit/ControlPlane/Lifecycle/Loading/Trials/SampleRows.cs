using InferenceKit.Serving.Rows;

namespace InferenceKit.ControlPlane.Lifecycle.Loading.Trials;

/// <summary>The rows of a sample's inputs.</summary>
internal static class SampleRows
{
    private const int MostOfOne = 3;

    /// <returns>Its first rows; none where its inputs are not all tensors with the same number of rows.</returns>
    public static List<RowInputs> Of(ModelSample sample, ModelSignature signature)
    {
        var rows = new List<RowInputs>();
        long count = -1;
        foreach (var (name, value) in sample.Inputs)
        {
            // An input that holds for a whole run may suit one sample and not another.
            if (value is not TensorValue { Shape.Length: > 0 } tensor || !signature.TryIndexOfInput(name, out var index) || signature.Inputs[index].IsOptional) return rows;
            if (count >= 0 && tensor.Shape[0] != count) return rows;
            count = tensor.Shape[0];
        }
        for (var row = 0; row < Math.Min(count, MostOfOne); row++)
        {
            var values = new RowInputValue[sample.Inputs.Count];
            for (var i = 0; i < values.Length; i++) values[i] = new(sample.Inputs[i].Name, RowValues.RowOf((TensorValue)sample.Inputs[i].Value, row), HasRows: true);
            rows.Add(new(values));
        }
        return rows;
    }
}
