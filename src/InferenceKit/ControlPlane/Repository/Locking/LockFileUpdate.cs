using InferenceKit.ControlPlane.Repository.Files;
using InferenceKit.ControlPlane.Versioning;

namespace InferenceKit.ControlPlane.Repository.Locking;

/// <summary>Changes a lock file to what was found: all of it, or nothing.</summary>
internal static class LockFileUpdate
{
    private const int MostNamed = 10;

    // There is no lock among writers. Files of a writer that is older than this are leftovers.
    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(1);

    /// <param name="path">The lock file; need not exist.</param>
    /// <param name="found">What there is.</param>
    /// <param name="wasChecked">Tells whether what was not found of a model is not there.</param>
    /// <param name="options">What may be done.</param>
    /// <returns>What changed, or would.</returns>
    /// <exception cref="InvalidDataException">The file that is there is no good lock file, or the new one would be too large.</exception>
    /// <exception cref="InvalidOperationException">Pinned content changed, and that is not allowed.</exception>
    /// <exception cref="IOException">It cannot be read or written, another process wrote it meanwhile, or a model that was named is neither in it nor found.</exception>
    public static IReadOnlyList<ModelLockChange> Apply(string path, ModelLock found, Func<string, bool> wasChecked, ModelLockOptions options)
    {
        var bytes = ReadIfThere(path);
        var before = bytes is null ? ModelLock.Empty : LockFileReader.Parse(path, bytes);
        CheckNames(options.Models, found, before);
        var update = LockUpdate.Of(before, found, wasChecked, options.Prune);
        if (!options.AllowChanges) ThrowIfChanged(path, update.Changes);
        var content = LockFileWriter.ToBytes(update.Lock);
        if (content.Length > LockFile.MaxBytes) throw LockFile.TooLarge(path);
        if (options.DryRun || (bytes is not null && content.AsSpan().SequenceEqual(bytes))) return update.Changes;
        // Read again just before the write: what another process wrote since the first read must not be lost.
        if (!(ReadIfThere(path) ?? []).AsSpan().SequenceEqual(bytes ?? []))
            throw new IOException($"Another process wrote the lock file '{path}' meanwhile, and its content stays. Try again.");
        DurableFile.DeleteLeftovers(path, Abandoned);
        DurableFile.Write(path, content);
        return update.Changes;
    }

    private static byte[]? ReadIfThere(string path) => File.Exists(path) ? LockFile.ReadBytes(path) : null;

    private static void CheckNames(IReadOnlyCollection<string>? models, ModelLock found, ModelLock before)
    {
        if (models?.FirstOrDefault(m => !found.Contains(m) && !before.Contains(m)) is not { } unknown) return;
        var there = string.Join(", ", found.Models.Concat(before.Models).Distinct(ModelName.Comparer).Take(MostNamed));
        throw new IOException($"There is no version of a model '{unknown}'{(there.Length == 0 ? ", nor of any other" : $"; of those named, there are: {there}")}.");
    }

    private static void ThrowIfChanged(string path, IReadOnlyList<ModelLockChange> changes)
    {
        var changed = changes.Where(c => c is { Before: not null, After: not null }).ToList();
        if (changed.Count == 0) return;
        throw new InvalidOperationException(
            $"{(changed.Count == 1 ? "A version does" : $"{changed.Count} versions do")} not have the content that the lock file '{path}' pins, and nothing was written: "
            + string.Join("; ", changed.Take(MostNamed).Select(c => $"{c.Id} has {c.After}, pinned is {c.Before}")) + (changed.Count > MostNamed ? "; …" : "")
            + ". Give changed content a version of its own, or allow the change (AllowChanges), if it is meant.");
    }
}
