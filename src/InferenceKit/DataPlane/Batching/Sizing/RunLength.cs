namespace InferenceKit.DataPlane.Batching.Sizing;

/// <summary>About how long a run takes, and so where it runs and what it leaves to others.</summary>
internal enum RunLength
{
    /// <summary>On the pool; over before anybody notices.</summary>
    Short,

    /// <summary>0.2 ms and more: on the pool, and leaves a core to other models in use.</summary>
    Middle,

    /// <summary>1 ms and more: on a worker, and leaves a core to other models in use and near deadlines.</summary>
    Long,
}
