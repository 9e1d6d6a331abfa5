using System.Runtime.InteropServices;

namespace InferenceKit.Sessions.Onnx.Runtime;

/// <summary>Says why ONNX Runtime's native library cannot be loaded here.</summary>
internal static class NativeLibrary
{
    private static readonly string[] Supported = ["win-x64", "win-arm64", "linux-x64", "linux-arm64", "osx-arm64"];

    /// <summary>Whether an exception says that the native library is missing or unusable.</summary>
    public static bool IsMissing(Exception exception) =>
        exception is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException
        || (exception is TypeInitializationException { InnerException: { } inner } && IsMissing(inner));

    public static string Describe(Exception exception)
    {
        var cause = exception is TypeInitializationException { InnerException: { } inner } ? inner : exception;
        return $"{Reason(IsMusl(), Platform())} The loader said: {FirstLine(cause.Message)}";
    }

    internal static string Reason(bool isMusl, string platform)
    {
        if (isMusl)
            return "ONNX Runtime's native library needs glibc, and this system has musl (Alpine). Use a glibc-based image, such as the Debian or Ubuntu variants of the .NET images.";
        if (!Supported.Contains(platform))
            return $"The package Microsoft.ML.OnnxRuntime has no native library for {platform}; it has them for {string.Join(", ", Supported)}.";
        return $"ONNX Runtime's native library for {platform} was not found or could not be loaded. Publish with the runtime identifier {platform}, "
            + "and check that nothing excludes the native assets of Microsoft.ML.OnnxRuntime without another package that brings them.";
    }

    private static bool IsMusl() =>
        RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal)
        || (OperatingSystem.IsLinux() && Directory.Exists("/lib") && Directory.EnumerateFiles("/lib", "ld-musl-*").Any());

    private static string Platform()
    {
        var system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : OperatingSystem.IsLinux() ? "linux" : "other";
        return $"{system}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
    }

    private static string FirstLine(string text) => text.AsSpan().Trim().IndexOfAny('\r', '\n') is >= 0 and var end ? text.Trim()[..end] : text.Trim();
}
