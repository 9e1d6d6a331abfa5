using InferenceKit.Benchmarks.Load;

namespace InferenceKit.Benchmarks.Subjects.Library;

/// <summary>Requests on values by one caller.</summary>
internal sealed class InferLoop(IInferenceClient client, string model, ModelSignature signature, string scoreOutput, float[][] rows) : ICallLoop
{
    private readonly string _input = signature.Inputs[0].Name;
    private readonly long[] _shape = [1, .. signature.Inputs[0].Shape.Skip(1).Select(d => d ?? 1)];
    private int _next;

    public double Run(int calls)
    {
        var sum = 0.0;
        for (var i = 0; i < calls; i++)
        {
            var request = new InferenceRequest(model, new NamedValue(_input, TensorValue.Copy<float>(rows[_next], _shape)));
            var call = client.InferAsync(request);
            using var response = call.IsCompletedSuccessfully ? call.Result : call.AsTask().GetAwaiter().GetResult();
            sum += ((TensorValue)response[scoreOutput]).AsSpan<float>()[0];
            _next = _next + 1 == rows.Length ? 0 : _next + 1;
        }

        return sum;
    }
}
