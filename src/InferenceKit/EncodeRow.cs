namespace InferenceKit;

/// <summary>Writes one row straight into the memory of its run; see <see cref="BoundCodec{TIn, TOut}.Encode"/>.</summary>
/// <typeparam name="TIn">What is encoded: one row.</typeparam>
/// <param name="input">The row.</param>
/// <param name="writer">Writes the row's tensors, by their index in the model.</param>
public delegate void EncodeRow<in TIn>(TIn input, TensorWriter writer);
