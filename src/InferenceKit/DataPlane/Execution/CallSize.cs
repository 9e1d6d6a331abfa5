namespace InferenceKit.DataPlane.Execution;

/// <summary>What a request is for one version.</summary>
/// <param name="Rows">Its rows; 1 where they do not count.</param>
/// <param name="HasRows">Whether it comes as rows, which may share a run with those of other requests; otherwise it runs by itself.</param>
/// <param name="ExtraBytes">About how many bytes its inputs have beyond those of as many rows as the model declares them.</param>
internal readonly record struct CallSize(int Rows, bool HasRows, long ExtraBytes)
{
    /// <summary>One row through a codec.</summary>
    public static CallSize OneRow => new(1, true, 0);

    /// <summary>A request that runs by itself.</summary>
    public static CallSize Alone(long extraBytes) => new(1, false, extraBytes);
}
