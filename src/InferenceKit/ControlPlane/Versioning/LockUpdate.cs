namespace InferenceKit.ControlPlane.Versioning;

/// <summary>A lock after a look at what there is, and how it differs from the one before. Immutable.</summary>
/// <param name="Lock">The new lock.</param>
/// <param name="Changes">In the order of the file.</param>
internal sealed record LockUpdate(ModelLock Lock, IReadOnlyList<ModelLockChange> Changes)
{
    /// <summary>Brings a lock up to what was found. Pure.</summary>
    /// <param name="before">The lock as it is.</param>
    /// <param name="found">What there is, of the models that were looked at.</param>
    /// <param name="wasChecked">Tells whether what was not found of a model is not there.</param>
    /// <param name="prune">Whether what is not there loses its pin.</param>
    public static LockUpdate Of(ModelLock before, ModelLock found, Func<string, bool> wasChecked, bool prune)
    {
        var after = before;
        foreach (var model in found.Models)
            foreach (var (version, digest) in found.Versions(model))
                after = after.With(model, version, digest);
        if (prune)
            foreach (var model in before.Models.Where(wasChecked))
                foreach (var version in before.Versions(model).Keys.Where(v => found.Find(model, v) is null))
                    after = after.Without(model, version);
        return new(after, [.. Compare(before, after)]);
    }

    private static IEnumerable<ModelLockChange> Compare(ModelLock before, ModelLock after)
    {
        foreach (var model in before.Models.Concat(after.Models).Distinct(ModelName.Comparer).Order(ModelName.Comparer))
            foreach (var version in before.Versions(model).Keys.Concat(after.Versions(model).Keys).Distinct().Order())
                if (before.Find(model, version) is var old && after.Find(model, version) is var now && old != now)
                    yield return new(new(model, version), old, now);
    }
}
