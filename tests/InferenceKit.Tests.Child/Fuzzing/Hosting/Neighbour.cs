using InferenceKit.Testing;

namespace InferenceKit.Tests.Child.Fuzzing.Hosting;

/// <summary>
/// Calls another model of the host, with deadlines around a millisecond. So the scanner of deadlines reads the slots of all models a thousand
/// times in a second; without short deadlines it does so fifty times.
/// </summary>
internal sealed class Neighbour(FuzzHost host, Action<string> onProblem)
{
    public const string Model = "neighbour";

    /// <summary>Its model: the sum of two numbers.</summary>
    public static byte[] Onnx { get; } = OnnxModels.RowSum(2);

    /// <summary>Requests wait for others, and so they have deadlines in the queue.</summary>
    public static void Configure(ModelOptions options)
    {
        options.Batching.Mode = BatchingMode.Fixed;
        options.Batching.MaxQueueDelay = TimeSpan.FromMilliseconds(1);
    }

    /// <summary>Calls until others are done, on a thread of its own: the pool may be blocked.</summary>
    public Task RunAsync(FuzzRandom random, Task others) =>
        Task.Factory.StartNew(() => Run(random, others), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void Run(FuzzRandom random, Task others)
    {
        using var source = new CancellationTokenSource();
        while (!others.IsCompleted)
        {
            var number = random.Between(-12, 24) / 4f;
            var options = new InferenceRequestOptions { Timeout = TimeSpan.FromMilliseconds(random.Pick(0.3, 0.6, 1, 2)) };
            try
            {
                var asked = host.Client.InferAsync(new(Model, [new("x", TensorValue.Copy([number, 1f], 1, 2))]) { Options = options }, random.Chance(50) ? source.Token : default);
                using var response = asked.AsTask().GetAwaiter().GetResult();
                var sum = ((TensorValue)response.Outputs[0].Value).AsSpan<float>()[0];
                if (sum != number + 1) onProblem($"the model beside answered {sum} in place of {number + 1}");
            }
            catch (InferenceException e) when (e.Failure.Error == InferenceError.DeadlineExceeded)
            {
                // Usual: a run may begin too late.
            }
            catch (Exception e)
            {
                onProblem($"the model beside: {e}");
                return;
            }
        }
    }
}
