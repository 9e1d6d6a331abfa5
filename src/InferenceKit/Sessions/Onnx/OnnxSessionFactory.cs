using InferenceKit.Sessions.Onnx.Faults;
using InferenceKit.Sessions.Onnx.Files;
using InferenceKit.Sessions.Onnx.Outputs;
using InferenceKit.Sessions.Onnx.Runtime;
using Microsoft.Extensions.Logging;
using Microsoft.ML.OnnxRuntime;

namespace InferenceKit.Sessions.Onnx;

/// <summary>Loads sessions of ONNX Runtime.</summary>
internal sealed class OnnxSessionFactory : ISessionFactory
{
    private readonly ILogger _logger;
    private readonly ILogger _nativeLogger;

    public OnnxSessionFactory(ILoggerFactory loggers)
    {
        _logger = GuardedLoggerFactory.Of(loggers).CreateLogger("InferenceKit.Sessions");
        // Not guarded, because routes hold it weakly, and a guard around it would be collected. Routes catch what it throws.
        _nativeLogger = loggers.CreateLogger("InferenceKit.OnnxRuntime");
        OnnxLogRoutes.Add(_nativeLogger);
    }

    public Task PrepareAsync() => Preparation.Begin(_logger);

    public string? FindProblem(SessionSettings settings)
    {
        try
        {
            if (ExecutionProvider.Find(settings.Provider) is not { } provider) return ExecutionProvider.UnknownMessage(settings.Provider);
            if (settings.MaxArenaBytes is not null && settings.UseArena == false) return "Execution:MaxArenaBytes limits an arena, and Execution:UseArena is false.";
            if (settings.MaxArenaBytes is not null && !provider.IsCpu)
                return $"Execution:MaxArenaBytes limits the arena of the provider 'cpu'; '{settings.Provider}' may have a limit of its own among its ProviderOptions.";
            var available = OnnxEnvironment.Ensure(_logger).GetAvailableProviders();
            return available.Contains(provider.NativeName) ? null : provider.UnavailableMessage(available);
        }
        catch (Exception e) when (NativeLibrary.IsMissing(e))
        {
            return NativeLibrary.Describe(e);
        }
    }

    public ModelSession Load(ModelId model, string path, SessionSettings settings, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if ((ModelFile.FindProblem(path) ?? FindProblem(settings)) is { } problem)
            throw new SessionLoadException($"Model {model} cannot be loaded. {problem}");
        var logId = OnnxLogRoutes.AddModel(model, _nativeLogger, settings.IncludeRuntimeErrorText);
        try
        {
            var session = Create(model, path, settings, logId, cancellationToken);
            OnnxLogRoutes.BeginTrial(logId);
            SessionLog.Loaded(_logger, model, path, settings.Provider, settings.Threads, session.Signature);
            return session;
        }
        catch
        {
            OnnxLogRoutes.RemoveModel(logId);
            throw;
        }
    }

    private static OnnxModelSession Create(ModelId model, string path, SessionSettings settings, string logId, CancellationToken cancellationToken)
    {
        InferenceSession? native = null;
        try
        {
            using var options = NativeOptions.Create(settings, logId);
            using (cancellationToken.UnsafeRegister(static o => ((SessionOptions)o!).SetLoadCancellationFlag(true), options))
                native = settings.MaxArenaBytes is { } most
                    ? LimitedArena.Create(most, () => new InferenceSession(path, options))
                    : new InferenceSession(path, options);
            var signature = SignatureReader.Read(native, DeclaredShapes.Read(path)).WithRows(settings.Rows);
            var mayLeaveOutputsEmpty = OptionalValues.CanArise(native, path);
            if (mayLeaveOutputsEmpty && !NativeApi.IsAvailable)
                throw new NotSupportedException("Its optional values cannot be read safely with this build of ONNX Runtime.");
            return new(native, signature, settings, logId, mayLeaveOutputsEmpty);
        }
        catch (Exception e)
        {
            native?.Dispose();
            if (e is OnnxRuntimeException) cancellationToken.ThrowIfCancellationRequested();
            throw LoadFailure.Of(model, path, e);
        }
    }
}
