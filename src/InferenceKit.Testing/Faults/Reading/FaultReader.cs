using InferenceKit.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace InferenceKit.Testing.Faults.Reading;

/// <summary>Reads and checks what the sources say. Thread-safe.</summary>
internal sealed class FaultReader(FaultSources sources, IReadOnlyCollection<string> models)
{
    /// <summary>The limit for options, and again for code. Together they fill the 64 bits with which a session marks rules.</summary>
    public const int MostRules = 32;

    private readonly Lock _lock = new();
    private IReadOnlyList<string> _refused = [];

    public FaultRuleCheck Check { get; } = new(models);

    /// <exception cref="OptionsValidationException">Something is wrong; every error is listed with its path.</exception>
    public FaultOptions ReadFirst()
    {
        var errors = new ConfigurationErrors();
        var options = Read(errors);
        return errors.Any ? throw new OptionsValidationException(sources.Path, typeof(FaultOptions), errors.All) : options;
    }

    /// <summary>Reads again and logs every problem once.</summary>
    /// <returns>Null when something is.</returns>
    public FaultOptions? TryReload(ILogger logger)
    {
        lock (_lock)
        {
            var errors = new ConfigurationErrors();
            try
            {
                var options = Read(errors);
                if (!_refused.SequenceEqual(errors.All, StringComparer.Ordinal))
                    foreach (var problem in errors.All) FaultLog.ReloadRefused(logger, problem);
                _refused = errors.All;
                return errors.Any ? null : options;
            }
#pragma warning disable CA1031 // User code that sets options, and configuration providers; on a thread of the pool it would end the process.
            catch (Exception exception)
            {
                FaultLog.ReloadFailed(logger, exception);
                return null;
            }
#pragma warning restore CA1031
        }
    }

    private FaultOptions Read(ConfigurationErrors errors)
    {
        var options = sources.Compose(errors);
        var rules = $"{sources.Path}:{nameof(FaultOptions.Rules)}";
        foreach (var (name, rule) in options.Rules)
        {
            if (rule is null) errors.Add($"{rules}:{name}", "it must not be null");
            else
                foreach (var (key, problem) in Check.FindProblems(rule)) AddOnce(errors, $"{rules}:{name}:{key}", problem);
        }
        if (options.Rules.Count > MostRules) errors.Add(rules, $"there are {options.Rules.Count} rules, and no more than {MostRules} are possible");
        return options;
    }

    /// <summary>A value that could not be read is not reported a second time.</summary>
    private static void AddOnce(ConfigurationErrors errors, string path, string problem)
    {
        if (!errors.All.Any(error => error.StartsWith(path + ":", StringComparison.OrdinalIgnoreCase))) errors.Add(path, problem);
    }
}
