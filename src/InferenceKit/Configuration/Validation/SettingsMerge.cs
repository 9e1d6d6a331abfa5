using System.Collections.Immutable;
using InferenceKit.ControlPlane.Repository.Http;
using InferenceKit.Serving;

namespace InferenceKit.Configuration.Validation;

/// <summary>Makes the snapshot from options without a problem: a model's own, else the defaults, else built in. Pure.</summary>
internal static class SettingsMerge
{
    /// <param name="options">Options that passed <see cref="OptionsValidator"/>.</param>
    /// <param name="models">All registered models.</param>
    /// <param name="contentRoot">What relative paths are relative to.</param>
    public static InferenceSettings Merge(InferenceOptions options, IEnumerable<ModelRegistration> models, string contentRoot) => new()
    {
        Repository = Merge(options.Repository, contentRoot),
        State = Merge(options.State, options.Repository, contentRoot),
        Trust = Merge(options.Trust, contentRoot),
        Lifecycle = Merge(options.Lifecycle),
        Models = models.ToImmutableDictionary(
            model => model.Name,
            model => ModelSettingsMerge.Merge(model, options.Models.TryGetValue(model.Name, out var own) ? own : new(), options.Defaults, contentRoot),
            ModelName.Comparer),
    };

    private static RepositorySettings Merge(RepositoryOptions options, string contentRoot)
    {
        var builtIn = new RepositorySettings();
        return new()
        {
            Path = Path.GetFullPath(options.Path ?? builtIn.Path, contentRoot),
            // Made only for an address, so that a start without one loads no HTTP client.
            Http = options.Uri is { } uri ? Merge(uri, options.Http) : null,
            Watch = options.Watch ?? builtIn.Watch,
            PollInterval = options.PollInterval ?? builtIn.PollInterval,
            SettleTime = options.SettleTime ?? builtIn.SettleTime,
            StagingPath = options.StagingPath is { } staging ? Path.GetFullPath(staging, contentRoot) : null,
            MaxFileBytes = options.MaxFileBytes ?? builtIn.MaxFileBytes,
        };
    }

    private static StateSettings Merge(StateOptions options, RepositoryOptions repository, string contentRoot)
    {
        var builtIn = new StateSettings();
        return new()
        {
            Path = Path.GetFullPath(options.Path ?? builtIn.Path, contentRoot),
            Persist = options.Persist ?? builtIn.Persist,
            Watch = options.Watch ?? repository.Watch ?? builtIn.Watch,
        };
    }

    private static TrustSettings Merge(TrustOptions options, string contentRoot)
    {
        var builtIn = new TrustSettings();
        return new()
        {
            LockFile = Path.GetFullPath(options.LockFile ?? builtIn.LockFile, contentRoot),
            IsLockFileNamed = options.LockFile is not null,
            RequireLock = options.RequireLock ?? builtIn.RequireLock,
            RequireSignature = options.RequireSignature ?? builtIn.RequireSignature,
            Keys = options.Keys.ToImmutableSortedDictionary(StringComparer.OrdinalIgnoreCase),
        };
    }

    private static HttpRepositorySettings Merge(Uri uri, HttpRepositoryOptions options)
    {
        var builtIn = new HttpRepositorySettings { Index = WebAddress.OfIndex(uri) };
        return builtIn with
        {
            PrepareRequest = options.PrepareRequest,
            CreateHandler = options.CreateHandler,
            ReadTimeout = options.ReadTimeout ?? builtIn.ReadTimeout,
            MaxAttempts = options.MaxAttempts ?? builtIn.MaxAttempts,
            AllowInsecure = options.AllowInsecure ?? builtIn.AllowInsecure,
        };
    }

    private static LifecycleSettings Merge(LifecycleOptions options)
    {
        var builtIn = new LifecycleSettings();
        return new()
        {
            MaxConcurrentLoads = options.MaxConcurrentLoads ?? builtIn.MaxConcurrentLoads,
            StartTimeout = options.StartTimeout ?? builtIn.StartTimeout,
            LoadTimeout = options.LoadTimeout ?? builtIn.LoadTimeout,
            DrainTimeout = options.DrainTimeout ?? builtIn.DrainTimeout,
            RetryDelay = options.RetryDelay ?? builtIn.RetryDelay,
            MaxResidentBytes = options.MaxResidentBytes ?? builtIn.MaxResidentBytes,
        };
    }
}
