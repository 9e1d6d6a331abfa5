namespace InferenceKit.Benchmarks.Baselines;

/// <summary>Settings of TensorFlow Serving's batch scheduler by their published names and defaults.</summary>
/// <param name="MaxBatchSize"><c>max_batch_size</c>; 1000 by default.</param>
/// <param name="BatchTimeout"><c>batch_timeout_micros</c>; 0 by default.</param>
/// <param name="BatchThreads"><c>num_batch_threads</c>; as many as cores by default.</param>
/// <param name="MaxEnqueuedBatches"><c>max_enqueued_batches</c>; 10 by default.</param>
internal sealed record TensorFlowServingSettings(int MaxBatchSize, TimeSpan BatchTimeout, int BatchThreads, int MaxEnqueuedBatches = 10);
