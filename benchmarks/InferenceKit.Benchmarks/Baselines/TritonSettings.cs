namespace InferenceKit.Benchmarks.Baselines;

/// <summary>Settings of Triton's dynamic batcher by their published names and defaults.</summary>
/// <param name="MaxBatchSize"><c>max_batch_size</c>.</param>
/// <param name="MaxQueueDelay"><c>max_queue_delay_microseconds</c>; 0 by default.</param>
/// <param name="Instances"><c>instance_group.count</c>.</param>
/// <param name="PreferredBatchSizes"><c>preferred_batch_size</c>; none by default.</param>
/// <param name="MaxQueueSize"><c>max_queue_size</c>; 0, without a bound, by default.</param>
internal sealed record TritonSettings(
    int MaxBatchSize, TimeSpan MaxQueueDelay, int Instances, IReadOnlyList<int>? PreferredBatchSizes = null, int MaxQueueSize = 0);
