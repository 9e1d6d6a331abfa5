using Microsoft.ML.OnnxRuntime;

namespace InferenceKit.Sessions.Onnx;

/// <summary>What is bound, and what has to be bound again before each run.</summary>
internal sealed unsafe partial class RowBinding
{
    private void BindInputs()
    {
        for (var i = 0; i < _inputs.Length; i++)
        {
            var input = _batch.Inputs[i];
            if (input.Spec.IsOptional && !input.IsGiven) continue;
            long[] shape = input.HasRows ? [Rows, .. input.RowShape] : input.RowShape.ToArray();
            var type = input.Spec.ElementType;
            if (type == ElementType.String)
            {
                _inputs[i] = NativeTensor.OfStrings(shape);
            }
            else
            {
                var bytes = TensorShape.Product(shape) * ElementTypes.SizeOf(type);
                _inputs[i] = NativeTensor.Over(type, shape, input.Data, bytes);
                Bytes += bytes;
            }
            Native.BindInput(input.Spec.Name, _inputs[i]);
        }
    }

    private void BindOutputs()
    {
        for (var i = 0; i < _batch.Outputs.Length; i++)
        {
            var output = _batch.Outputs[i];
            // All of them, because results come in the order of the first binding.
            if (!_plan.IsReserved(i))
            {
                Native.BindOutputToDevice(output.Spec.Name, OrtMemoryInfo.DefaultInstance);
                continue;
            }
            long[] shape = _batch.Signature.SharesRuns ? [Rows, .. output.RowShape] : output.RowShape.ToArray();
            var bytes = TensorShape.Product(shape) * ElementTypes.SizeOf(output.Spec.ElementType);
            using var value = NativeTensor.Over(output.Spec.ElementType, shape, output.Data, bytes);
            Native.BindOutput(output.Spec.Name, value);
            Bytes += bytes;
        }
    }

    private void RefreshInputs()
    {
        for (var i = 0; i < _inputs.Length; i++)
        {
            if (_inputs[i] is not { } value) continue;
            var input = _batch.Inputs[i];
            if (input.Spec.ElementType == ElementType.String)
            {
                var count = input.HasRows ? Rows * input.RowElements : input.RowElements;
                for (var s = 0; s < count; s++) value.StringTensorSetElementAt(input.Strings[s] ?? (ReadOnlySpan<byte>)default, s);
            }
            if (!_session.ReadsBoundMemory) Native.BindInput(input.Spec.Name, value);
        }
    }
}
