namespace InferenceKit;

/// <summary>Reads one row's answer; see <see cref="BoundCodec{TIn, TOut}.Decode"/>.</summary>
/// <typeparam name="TOut">What is decoded: the answer to one row.</typeparam>
/// <param name="reader">Reads the row's part of the outputs, by their index in the model.</param>
public delegate TOut DecodeRow<out TOut>(TensorReader reader);
