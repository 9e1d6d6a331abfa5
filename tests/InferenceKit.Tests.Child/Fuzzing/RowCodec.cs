using System.Runtime.InteropServices;

namespace InferenceKit.Tests.Child.Fuzzing;

/// <summary>A codec for any model of tensors. A row is a whole request with a first dimension of one.</summary>
internal sealed class RowCodec : PredictionCodec<NamedValue[], InferenceValue[]>
{
    public override BoundCodec<NamedValue[], InferenceValue[]> Bind(ModelSignature signature) => new Bound(signature);

    private sealed class Bound(ModelSignature signature) : BoundCodec<NamedValue[], InferenceValue[]>
    {
        public override void Encode(NamedValue[] input, TensorWriter writer)
        {
            foreach (var (name, value) in input)
            {
                var index = signature.IndexOfInput(name);
                var tensor = value as TensorValue ?? throw new InferenceException(new(InferenceError.InvalidInput, $"Input '{name}' is no tensor."));
                Write(tensor, index, tensor.Shape[(HasRows(signature.Inputs[index]) && tensor.Shape.Length > 0 ? 1 : 0)..], writer);
            }
        }

        public override InferenceValue[] Decode(TensorReader reader)
        {
            var outputs = new InferenceValue[signature.Outputs.Count];
            for (var i = 0; i < outputs.Length; i++)
            {
                outputs[i] = reader.Value(i);
                // There are two ways to the same row.
                if (outputs[i] is TensorValue { ElementType: ElementType.Float32 } tensor && !tensor.AsSpan<float>().SequenceEqual(reader.Row<float>(i)) && !HasNaN(tensor))
                    throw new InvalidDataException($"Two readings of output '{signature.Outputs[i].Name}' differ.");
            }
            return outputs;
        }

        // An optional input of a fixed size holds for the whole run.
        private bool HasRows(ValueSpec input) =>
            signature.HasRows && !(input.IsOptional && input.HasKnownRank && (input.Shape.Count == 0 || input.Shape[0] is not null));

        private static bool HasNaN(TensorValue tensor)
        {
            foreach (var number in tensor.AsSpan<float>())
                if (float.IsNaN(number)) return true;
            return false;
        }

        private static void Write(TensorValue tensor, int input, ReadOnlySpan<long> shape, TensorWriter writer)
        {
            switch (tensor.ElementType)
            {
                case ElementType.Float32: Write<float>(tensor, input, shape, writer); break;
                case ElementType.Float64: Write<double>(tensor, input, shape, writer); break;
                case ElementType.Float16: Write<Half>(tensor, input, shape, writer); break;
                case ElementType.BFloat16: Write<BFloat16>(tensor, input, shape, writer); break;
                case ElementType.Int64: Write<long>(tensor, input, shape, writer); break;
                case ElementType.Int32: Write<int>(tensor, input, shape, writer); break;
                case ElementType.Int16: Write<short>(tensor, input, shape, writer); break;
                case ElementType.Int8: Write<sbyte>(tensor, input, shape, writer); break;
                case ElementType.UInt64: Write<ulong>(tensor, input, shape, writer); break;
                case ElementType.UInt32: Write<uint>(tensor, input, shape, writer); break;
                case ElementType.UInt16: Write<ushort>(tensor, input, shape, writer); break;
                case ElementType.UInt8: Write<byte>(tensor, input, shape, writer); break;
                case ElementType.Bool: Write<bool>(tensor, input, shape, writer); break;
                case ElementType.String: WriteTexts(tensor, input, shape, writer); break;
                default: throw new NotSupportedException($"{tensor.ElementType} has no .NET type.");
            }
        }

        private static void Write<T>(TensorValue tensor, int input, ReadOnlySpan<long> shape, TensorWriter writer) where T : unmanaged =>
            MemoryMarshal.Cast<byte, T>(tensor.AsBytes()).CopyTo(writer.Row<T>(input, shape));

        private static void WriteTexts(TensorValue tensor, int input, ReadOnlySpan<long> shape, TensorWriter writer)
        {
            writer.SetStringShape(input, shape);
            for (var i = 0; i < tensor.Length; i++) writer.SetString(input, i, tensor.GetStringUtf8(i));
        }
    }
}
