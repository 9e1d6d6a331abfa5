using Microsoft.ML.OnnxRuntime;

namespace InferenceKit.Sessions.Onnx;

/// <summary>An execution provider as ONNX Runtime and NuGet know it.</summary>
/// <param name="ShortName">As settings name it.</param>
/// <param name="NativeName">As ONNX Runtime lists it.</param>
/// <param name="Package">The NuGet package with it; null where none is known.</param>
internal sealed record ExecutionProvider(string ShortName, string NativeName, string? Package)
{
    private static readonly ExecutionProvider[] Known =
    [
        new("cpu", "CPUExecutionProvider", "Microsoft.ML.OnnxRuntime"),
        new("cuda", "CUDAExecutionProvider", "Microsoft.ML.OnnxRuntime.Gpu"),
        new("tensorrt", "TensorrtExecutionProvider", "Microsoft.ML.OnnxRuntime.Gpu"),
        new("directml", "DmlExecutionProvider", "Microsoft.ML.OnnxRuntime.DirectML"),
        new("dml", "DmlExecutionProvider", "Microsoft.ML.OnnxRuntime.DirectML"),
        new("openvino", "OpenVINOExecutionProvider", "Intel.ML.OnnxRuntime.OpenVino"),
        new("qnn", "QNNExecutionProvider", "Microsoft.ML.OnnxRuntime.QNN"),
        new("coreml", "CoreMLExecutionProvider", null),
        new("xnnpack", "XnnpackExecutionProvider", null),
        new("nnapi", "NnapiExecutionProvider", null),
        new("rocm", "ROCMExecutionProvider", null),
        new("migraphx", "MIGraphXExecutionProvider", null),
        new("dnnl", "DnnlExecutionProvider", null),
        new("vitisai", "VitisAIExecutionProvider", null),
        new("webgpu", "WebGpuExecutionProvider", null),
        new("azure", "AzureExecutionProvider", null),
    ];

    public bool IsCpu => ShortName == "cpu";

    /// <summary>Looks a provider up by its short name or by ONNX Runtime's, ignoring case; null for an unknown one.</summary>
    public static ExecutionProvider? Find(string name) => Array.Find(Known, p =>
        p.ShortName.Equals(name, StringComparison.OrdinalIgnoreCase) || p.NativeName.Equals(name, StringComparison.OrdinalIgnoreCase));

    public static string UnknownMessage(string name) =>
        $"There is no execution provider '{name}'; the known ones are {string.Join(", ", Known.Select(p => p.ShortName))}.";

    public string UnavailableMessage(IEnumerable<string> available)
    {
        var there = string.Join(", ", available.Select(native => Find(native)?.ShortName ?? native));
        var advice = Package is null
            ? $"it needs a build of ONNX Runtime with {NativeName}"
            : $"reference the package {Package} and, so that two native libraries do not collide, add "
                + "<PackageReference Include=\"Microsoft.ML.OnnxRuntime\" ExcludeAssets=\"native;build;buildTransitive\" />";
        return $"The execution provider '{ShortName}' is not available here (available: {there}); {advice}.";
    }

    /// <summary>Adds the provider to options. Throws what ONNX Runtime throws, EntryPointNotFoundException included.</summary>
    public void AppendTo(SessionOptions options, IReadOnlyDictionary<string, string> settings)
    {
        var entries = new Dictionary<string, string>(settings);
        switch (ShortName)
        {
            case "cpu":
                break;
            case "cuda":
                using (var cuda = new OrtCUDAProviderOptions())
                {
                    cuda.UpdateOptions(entries);
                    options.AppendExecutionProvider_CUDA(cuda);
                }
                break;
            case "tensorrt":
                using (var tensorrt = new OrtTensorRTProviderOptions())
                {
                    tensorrt.UpdateOptions(entries);
                    options.AppendExecutionProvider_Tensorrt(tensorrt);
                }
                break;
            case "rocm":
                using (var rocm = new OrtROCMProviderOptions())
                {
                    rocm.UpdateOptions(entries);
                    options.AppendExecutionProvider_ROCm(rocm);
                }
                break;
            case "directml" or "dml":
                // Both are conditions of this provider.
                options.EnableMemoryPattern = false;
                options.ExecutionMode = ExecutionMode.ORT_SEQUENTIAL;
                options.AppendExecutionProvider_DML(DeviceOf(entries));
                break;
            case "migraphx":
                options.AppendExecutionProvider_MIGraphX(DeviceOf(entries));
                break;
            case "dnnl":
                options.AppendExecutionProvider_Dnnl(1);
                break;
            case "nnapi":
                options.AppendExecutionProvider_Nnapi(NnapiFlags.NNAPI_FLAG_USE_NONE);
                break;
            default:
                options.AppendExecutionProvider(NativeName.Replace("ExecutionProvider", "", StringComparison.Ordinal) switch
                {
                    "Xnnpack" => "XNNPACK",
                    "WebGpu" => "WebGPU",
                    "Azure" => "AZURE",
                    var name => name,
                }, entries);
                break;
        }
    }

    private static int DeviceOf(Dictionary<string, string> settings) =>
        settings.TryGetValue("device_id", out var text) && int.TryParse(text, out var device) ? device : 0;
}
