namespace InferenceKit.Sessions.Onnx.Files;

/// <summary>A field of a protobuf message in a file.</summary>
/// <param name="Number">Its number.</param>
/// <param name="IsMessage">Whether it has a length and so may be a message or text.</param>
/// <param name="End">Where the next field begins.</param>
/// <param name="Value">Of a number of variable length, the number.</param>
internal readonly record struct ProtobufField(int Number, bool IsMessage, long End, ulong Value = 0);
