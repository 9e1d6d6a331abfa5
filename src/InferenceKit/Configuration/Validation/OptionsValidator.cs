using InferenceKit.ControlPlane.Repository.Http;
using InferenceKit.ControlPlane.Repository.Manifests;

namespace InferenceKit.Configuration.Validation;

/// <summary>Checks all options, wherever they were set, and reports every problem. Pure.</summary>
internal static class OptionsValidator
{
    /// <param name="options">Everything that configuration and code said.</param>
    /// <param name="path">The path of the section, for messages.</param>
    /// <param name="errors">Receives the problems.</param>
    public static void Check(InferenceOptions options, string path, ConfigurationErrors errors)
    {
        var checks = new OptionChecks(path, errors);
        if (checks.Present(nameof(options.Repository), options.Repository)) Check(options.Repository, checks.Section(nameof(options.Repository)));
        if (checks.Present(nameof(options.State), options.State)) checks.Section(nameof(options.State)).Path(nameof(StateOptions.Path), options.State.Path);
        if (checks.Present(nameof(options.Trust), options.Trust)) Check(options.Trust, checks.Section(nameof(options.Trust)));
        if (checks.Present(nameof(options.Lifecycle), options.Lifecycle)) Check(options.Lifecycle, checks.Section(nameof(options.Lifecycle)));
        if (checks.Present(nameof(options.Defaults), options.Defaults))
        {
            ModelOptionsValidator.Check(options.Defaults, checks.Section(nameof(options.Defaults)));
            if (options.Defaults.Source is not null)
                checks.Section(nameof(options.Defaults)).Fail(nameof(ModelOptions.Source), "a file is the source of one model and cannot be a default");
        }
        var models = checks.Section(nameof(options.Models));
        foreach (var (name, model) in options.Models)
        {
            if (!ModelName.IsValid(name)) models.Fail(name, $"this is not the name of a model: {ModelName.Rule}");
            if (models.Present(name, model)) ModelOptionsValidator.Check(model, models.Section(name));
        }
    }

    private static void Check(RepositoryOptions options, OptionChecks checks)
    {
        checks.Path(nameof(options.Path), options.Path);
        if (options.Uri is not null) Check(options.Uri, options, checks);
        if (checks.Present(nameof(options.Http), options.Http)) Check(options.Http, checks.Section(nameof(options.Http)));
        checks.Positive(nameof(options.PollInterval), options.PollInterval);
        checks.NotNegative(nameof(options.SettleTime), options.SettleTime);
        checks.Path(nameof(options.StagingPath), options.StagingPath);
        checks.Range(nameof(options.MaxFileBytes), options.MaxFileBytes, 1);
    }

    private static void Check(TrustOptions options, OptionChecks checks)
    {
        checks.Path(nameof(options.LockFile), options.LockFile);
        checks.NoNulls(nameof(options.Keys), options.Keys);
        if (options.Keys.Count > 0) CheckKeys(options.Keys, checks.Section(nameof(options.Keys)));
    }

    // A method of its own, so that a start without keys compiles no cryptography.
    private static void CheckKeys(IDictionary<string, string> keys, OptionChecks checks)
    {
        foreach (var (name, key) in keys)
            if (key is not null && PublicKey.FindProblem(key) is { } problem) checks.Fail(name, problem);
    }

    private static void Check(Uri uri, RepositoryOptions options, OptionChecks checks)
    {
        if (options.Path is not null) checks.Fail(nameof(options.Uri), $"a repository is on a web server or in a folder: leave this or {nameof(options.Path)} away");
        if (WebAddress.FindProblem(uri, options.Http?.AllowInsecure ?? false) is { } problem) checks.Fail(nameof(options.Uri), problem);
    }

    private static void Check(HttpRepositoryOptions options, OptionChecks checks)
    {
        checks.Positive(nameof(options.ReadTimeout), options.ReadTimeout);
        checks.Range(nameof(options.MaxAttempts), options.MaxAttempts, 1, 100);
    }

    private static void Check(LifecycleOptions options, OptionChecks checks)
    {
        checks.Range(nameof(options.MaxConcurrentLoads), options.MaxConcurrentLoads, 1, 1024);
        checks.Limit(nameof(options.StartTimeout), options.StartTimeout);
        checks.Limit(nameof(options.LoadTimeout), options.LoadTimeout);
        checks.NotNegative(nameof(options.DrainTimeout), options.DrainTimeout);
        checks.Positive(nameof(options.RetryDelay), options.RetryDelay);
        checks.Range(nameof(options.MaxResidentBytes), options.MaxResidentBytes, 1);
    }
}
