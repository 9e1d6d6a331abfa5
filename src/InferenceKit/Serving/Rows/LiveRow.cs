namespace InferenceKit.Serving.Rows;

/// <summary>A row of a run that succeeded.</summary>
/// <param name="Inputs">What went in.</param>
/// <param name="Outputs">What came out of that run for it, in the order of the signature.</param>
internal sealed record LiveRow(RowInputs Inputs, InferenceValue[] Outputs);
