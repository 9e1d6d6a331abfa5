namespace InferenceKit.Serving.Rows;

/// <summary>One input of a row.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value, with a first dimension of 1 where it has rows.</param>
/// <param name="HasRows">Whether its first dimension counts rows; if not, it holds for a whole run.</param>
internal readonly record struct RowInputValue(string Name, TensorValue Value, bool HasRows);
