using InferenceKit.Sessions.Onnx.Runtime;
using Microsoft.ML.OnnxRuntime;

namespace InferenceKit.Sessions.Onnx.Outputs;

/// <summary>The outputs of one run, as ONNX Runtime made them; null where an optional one has no value.</summary>
internal sealed class RunResults(IDisposableReadOnlyCollection<OrtValue>? values, int[]? indices) : IDisposable
{
    public OrtValue? this[int output]
    {
        get
        {
            var index = indices is null ? output : indices[output];
            return index < 0 ? null : values![index];
        }
    }

    /// <summary>Takes the outputs of the last run, all of which have values.</summary>
    public static RunResults Of(OrtIoBinding binding) => new(binding.GetOutputValues(), null);

    /// <summary>
    /// Runs a model that may leave outputs without a value. As those must never reach the C# API, and it hands out
    /// all bound outputs or none, the model runs again for the others alone where some are missing.
    /// </summary>
    public static RunResults RunOptional(OnnxModelSession session, RunOptions options, OrtIoBinding binding, IReadOnlyList<string> outputs)
    {
        var indices = Enumerable.Range(0, outputs.Count).ToArray();
        for (var attempt = 0; attempt < 4; attempt++)
        {
            binding.ClearBoundOutputs();
            var bound = Enumerable.Range(0, outputs.Count).Where(i => indices[i] >= 0).ToArray();
            if (bound.Length == 0) return new(null, indices);
            foreach (var output in bound) binding.BindOutputToDevice(outputs[output], OrtMemoryInfo.DefaultInstance);
            session.Run(options, binding);
            binding.SynchronizeBoundOutputs();
            var have = NativeApi.HaveValues(binding);
            if (Array.TrueForAll(have, h => h)) return new(binding.GetOutputValues(), indices);
            var index = 0;
            for (var i = 0; i < bound.Length; i++) indices[bound[i]] = have[i] ? index++ : -1;
        }
        throw new InferenceException(InferenceError.InvalidOutput, "The model leaves other outputs without a value each time it runs.");
    }

    public void Dispose() => values?.Dispose();
}
