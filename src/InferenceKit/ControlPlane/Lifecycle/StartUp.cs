using InferenceKit.Configuration;
using InferenceKit.ControlPlane.Lifecycle.Reconciling;

namespace InferenceKit.ControlPlane.Lifecycle;

/// <summary>Waits until the required models are ready, and says of each that is not why.</summary>
internal static class StartUp
{
    /// <exception cref="InferenceException">Required models are not ready; the message lists each.</exception>
    public static async Task WaitAsync(
        IEnumerable<ModelReconciler> reconcilers, InferenceSettings settings, TimeProvider time, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(settings.Lifecycle.StartTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var required = reconcilers.Where(r => settings.Models[r.Registration.Name].Required).ToList();
        var problems = await Task.WhenAll(required.Select(r => WaitAsync(r, settings, either.Token))).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        var failed = new List<string>();
        for (var i = 0; i < problems.Length; i++)
            if (problems[i] is { } problem) failed.Add($"{required[i].Registration.Name}: {problem}");
        if (failed.Count > 0)
            throw new InferenceException(
                InferenceError.ModelNotReady,
                $"{failed.Count} of {required.Count} required models could not be made ready:{Environment.NewLine}"
                + string.Join(Environment.NewLine, failed.Select(f => $"  {f}"))
                + $"{Environment.NewLine}A model with \"Required\": false does not keep the host from starting.");
    }

    private static async Task<string?> WaitAsync(ModelReconciler reconciler, InferenceSettings settings, CancellationToken cancellationToken)
    {
        // The loop runs already. A first report that is there counts, because there may never be a second one.
        var report = new ReconcileReport { Pass = 0 };
        try
        {
            do report = await reconciler.NextReportAsync(report).WaitAsync(cancellationToken).ConfigureAwait(false);
            while (!IsDecided(report, settings.Repository.Watch));
            return report.Primary is not null || report.Edits.Unloaded ? null : report.Problem ?? "no version is ready";
        }
        catch (OperationCanceledException)
        {
            return reconciler.Status().Versions.FirstOrDefault(v => v.State is ModelVersionState.Loading or ModelVersionState.WarmingUp) is { } version
                ? $"version {version.Version} was still loading after {settings.Lifecycle.StartTimeout.TotalSeconds:F0} s (Lifecycle:StartTimeout)"
                : report.Problem ?? $"its load had not begun within {settings.Lifecycle.StartTimeout.TotalSeconds:F0} s (Lifecycle:StartTimeout)";
        }
        catch (InferenceException e)
        {
            return e.Message;
        }
    }

    private static bool IsDecided(ReconcileReport report, bool isWatched)
    {
        if (report.Primary is not null || report.Edits.Unloaded) return true;
        if (report.IsWaiting) return false;
        // A process that starts beside this host may still fill a watched repository; a broken version stays broken.
        return report.Failures.Count > 0 || !isWatched;
    }
}
