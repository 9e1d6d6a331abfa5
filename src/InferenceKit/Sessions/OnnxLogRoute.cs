using InferenceKit.Sessions.Onnx.Faults;
using Microsoft.Extensions.Logging;

namespace InferenceKit.Sessions;

/// <summary>Writes ONNX Runtime's log lines of one session: without values of inputs, and one line of a kind in a second.</summary>
/// <remarks>The logger is held weakly: a service provider that is gone must not be kept alive, nor written to.</remarks>
internal sealed class OnnxLogRoute : IDisposable
{
    private readonly ModelId _model;
    private readonly WeakReference<ILogger> _logger;
    private readonly bool _includeText;
    private readonly LogLimit _limit;
    private volatile bool _isServing;
    private volatile bool _isOnTrial;

    public OnnxLogRoute(ModelId model, ILogger logger, bool includeText, TimeProvider time)
    {
        _model = model;
        _logger = new(logger);
        _includeText = includeText;
        _limit = new(time, ReportLeftOut);
    }

    /// <summary>Whether lines may be about requests. Before, they are about the model and made-up rows, whose texts are harmless.</summary>
    public bool IsServing
    {
        get => _isServing;
        set => _isServing = value;
    }

    /// <summary>Whether it runs made-up rows, whose errors are logged for debugging only.</summary>
    public bool IsOnTrial
    {
        get => _isOnTrial;
        set => _isOnTrial = value;
    }

    /// <summary>The text of a line.</summary>
    /// <param name="message">As ONNX Runtime gave it.</param>
    /// <param name="reduce">Whether it may repeat values of an input, so that only what is known to be harmless is kept.</param>
    public static string TextOf(string message, bool reduce) => reduce ? RunErrorText.Reduce(OnnxErrors.Clean(message)) : message;

    public void Write(LogLevel level, string message, string location)
    {
        if (_isOnTrial && level > LogLevel.Debug) level = LogLevel.Debug;
        if (!_logger.TryGetTarget(out var logger) || !logger.IsEnabled(level)) return;
        // Not limited while a model loads: each line says something else, and their number is bounded.
        if (_isServing && !_limit.TryPass($"{(int)level}{location}")) return;
        SessionLog.NativeLineOfModel(logger, level, _model, TextOf(message, reduce: !_includeText && _isServing), location);
    }

    public void Dispose() => _limit.Dispose();

    private void ReportLeftOut(string kind, int count)
    {
        // The first character is the level, as above. The kind that stands for all further kinds has no level.
        var hasLevel = char.IsAsciiDigit(kind[0]);
        var level = hasLevel ? (LogLevel)(kind[0] - '0') : LogLevel.Warning;
        if (_logger.TryGetTarget(out var logger)) SessionLog.NativeLinesLeftOut(logger, level, _model, count, hasLevel ? kind[1..] : kind);
    }
}
