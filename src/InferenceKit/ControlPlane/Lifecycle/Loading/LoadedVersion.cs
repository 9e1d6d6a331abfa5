using InferenceKit.ControlPlane.Lifecycle.Loading.Memory;
using InferenceKit.ControlPlane.Repository.Staging;
using InferenceKit.Serving;

namespace InferenceKit.ControlPlane.Lifecycle.Loading;

/// <summary>A version with everything it holds: session, slots, staged files, its share of memory.</summary>
internal sealed class LoadedVersion(ServedVersion version, StagedVersion staged, string key, DateTimeOffset loadedAt, ResidentMemory memory)
{
    private readonly long _bytes = Register(memory, staged);

    public ServedVersion Version => version;

    public string Digest => staged.Digest;

    /// <summary>See <see cref="LoadKey"/>.</summary>
    public string Key => key;

    public DateTimeOffset LoadedAt => loadedAt;

    /// <summary>Waits for the last lease, then frees everything; never before.</summary>
    public async Task ReleaseAsync()
    {
        await version.DrainAsync().ConfigureAwait(false);
        try
        {
            version.Dispose();
        }
        finally
        {
            // Only now: a load that waits for this memory must not begin while the session still holds it, and the session may still use the files.
            memory.Remove(_bytes);
            staged.Dispose();
        }
    }

    private static long Register(ResidentMemory memory, StagedVersion staged)
    {
        var bytes = ResidentMemory.Estimate(staged.Bytes);
        memory.Add(bytes);
        return bytes;
    }
}
