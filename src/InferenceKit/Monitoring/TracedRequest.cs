using System.Diagnostics;

namespace InferenceKit.Monitoring;

/// <summary>
/// The activity of one request, if there is one. Activities call listeners of the host when they start and stop: what those throw ends
/// here, and the activity of the caller is the current one again.
/// </summary>
/// <param name="activity">The activity; null when no listener wants it.</param>
/// <param name="outer">The caller's activity.</param>
internal readonly struct TracedRequest(Activity? activity, Activity? outer) : IDisposable
{
    public Activity? Activity => activity;

    public void SetVersion(ModelVersion? version) => activity?.SetTag(InferenceActivities.VersionTag, version?.ToString());

    public void Dispose()
    {
        if (activity is null) return;
        try
        {
            activity.Dispose();
        }
#pragma warning disable CA1031 // The listener is the host's code, and its exception must not cost a caller the answer.
        catch (Exception)
        {
            Restore(outer);
        }
#pragma warning restore CA1031
    }

    /// <summary>Makes the caller's activity the current one, whatever a listener of that change throws.</summary>
    public static void Restore(Activity? outer)
    {
        try
        {
            Activity.Current = outer;
        }
#pragma warning disable CA1031 // As above.
        catch (Exception)
        {
        }
#pragma warning restore CA1031
    }
}
