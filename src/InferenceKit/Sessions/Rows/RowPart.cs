namespace InferenceKit.Sessions.Rows;

/// <summary>A tensor in a block of bytes.</summary>
/// <param name="Index">Its index in the signature of the model that it was copied from.</param>
/// <param name="Name">Its name.</param>
/// <param name="ElementType">What its elements are; all have one size.</param>
/// <param name="Shape">The shape of the row; never changed.</param>
/// <param name="Offset">Where it begins.</param>
/// <param name="Bytes">How long it is.</param>
internal readonly record struct RowPart(int Index, string Name, ElementType ElementType, long[] Shape, int Offset, int Bytes);
