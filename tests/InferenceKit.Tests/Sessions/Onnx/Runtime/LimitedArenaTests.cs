using InferenceKit.Sessions;
using InferenceKit.Sessions.Onnx;
using InferenceKit.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace InferenceKit.Tests.Sessions.Onnx.Runtime;

/// <summary>The limit of what runs allocate.</summary>
public sealed class LimitedArenaTests
{
    private const long MiB = 1 << 20;

    [Fact]
    public void A_run_that_needs_more_is_refused_and_the_next_is_as_usual()
    {
        using var session = Load(64);

        Assert.Equal(RunStatus.Completed, Allocate(session, 32).Status);
        var refused = Allocate(session, 100);
        Assert.Equal(RunStatus.OutOfMemory, refused.Status);
        Assert.Contains("Execution:MaxArenaBytes", refused.Message!, StringComparison.Ordinal);
        Assert.Equal(RunStatus.Completed, Allocate(session, 32).Status);
    }

    [Fact]
    public void What_is_left_of_smaller_runs_keeps_no_larger_one_from_the_limit()
    {
        using var session = Load(64);
        foreach (var size in new[] { 10, 20, 40, 60, 5, 50, 30, 61 })
        {
            var outcome = Allocate(session, size);
            Assert.True(outcome.Status == RunStatus.Completed, $"{size}: {outcome.Message}");
        }
    }

    [Fact]
    public void Each_session_has_its_own_limit_and_others_have_none()
    {
        using var small = Load(64);
        using var large = Load(160);
        using var free = Load(null);

        Assert.Equal(RunStatus.Completed, Allocate(large, 150).Status);
        Assert.Equal(RunStatus.Completed, Allocate(free, 200).Status);
        Assert.Equal(RunStatus.Completed, Allocate(small, 60).Status);
        Assert.Equal(RunStatus.OutOfMemory, Allocate(large, 170).Status);
        Assert.Equal(RunStatus.OutOfMemory, Allocate(small, 70).Status);
        small.Dispose();
        Assert.Equal(RunStatus.Completed, Allocate(large, 150).Status);
    }

    [Fact]
    public void Runs_at_the_same_time_share_the_limit_and_one_of_them_is_answered()
    {
        using var session = Load(64);
        var done = 0;
        Parallel.For(0, 4, new ParallelOptions { MaxDegreeOfParallelism = 4 }, _ =>
        {
            for (var i = 0; i < 10; i++)
            {
                var outcome = Allocate(session, 40);
                Assert.True(outcome.Status is RunStatus.Completed or RunStatus.OutOfMemory, outcome.Message);
                if (outcome.Status == RunStatus.Completed) Interlocked.Increment(ref done);
            }
        });
        Assert.NotEqual(0, done);
        Assert.Equal(RunStatus.Completed, Allocate(session, 40).Status);
    }

    [Fact]
    public void Rows_are_refused_like_values()
    {
        using var session = TestModel.Load(
            OnnxModelBuilder.Create().Input("x", ElementType.Int64, "batch", 1)
                .Node("Reshape", ["x", new long[] { -1 }], ["shape"]).Node("ConstantOfShape", ["shape"], ["big"]).Node("ReduceSum", ["big"], ["sum"], [OnnxAttribute.Of("keepdims", 0)])
                .Node("Cast", ["x"], ["asFloat"], [OnnxAttribute.Of("to", 1)]).Add("asFloat", "sum", "y").Output("y", ElementType.Float32, "batch", 1).Build(),
            new() { MaxArenaBytes = 64 * MiB });
        using var batch = session.CreateRows(1);

        foreach (var (size, status) in new[] { (60L, RunStatus.Completed), (100L, RunStatus.OutOfMemory), (20L, RunStatus.Completed), (60L, RunStatus.Completed) })
        {
            batch.BeginRun();
            batch.BeginRow().Row<long>(0)[0] = size * MiB / 4;
            batch.EndRow();
            Assert.Equal(status, session.Run(batch).Status);
        }
    }

    [Theory]
    [InlineData("cpu", false, "UseArena")]
    [InlineData("cuda", null, "'cpu'")]
    public void A_limit_that_cannot_be_kept_is_a_problem(string provider, bool? useArena, string expected)
    {
        var factory = new OnnxSessionFactory(NullLoggerFactory.Instance);
        var problem = factory.FindProblem(new() { Provider = provider, UseArena = useArena, MaxArenaBytes = MiB });
        Assert.Contains("Execution:MaxArenaBytes", problem!, StringComparison.Ordinal);
        Assert.Contains(expected, problem!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_that_needs_more_fails_alone_with_a_failure_that_passes()
    {
        var services = new ServiceCollection();
        services.AddInference().AddModel("allocator", Allocator(), o => o.Execution.MaxArenaBytes = 64 * MiB);
        await using var provider = services.BuildServiceProvider();
        await provider.StartInferenceAsync(TestContext.Current.CancellationToken);
        var client = provider.GetRequiredService<IInferenceClient>();

        var thrown = await Assert.ThrowsAsync<InferenceException>(async () => await client.InferAsync(Request(100)));
        using var response = await client.InferAsync(Request(32));

        Assert.Equal(InferenceError.ResourceExhausted, thrown.Failure.Error);
        Assert.True(thrown.Failure.IsTransient);
        Assert.True(provider.GetRequiredService<IModelLifecycle>().Models[0].Versions[0].UsesArena);

        static InferenceRequest Request(long size) => new("allocator", new NamedValue("shape", TensorValue.Copy([size * MiB / 4], 1)));
    }

    private static ModelSession Load(long? limit) => TestModel.Load(Allocator(), new() { MaxArenaBytes = limit * MiB });

    private static byte[] Allocator() => OnnxModelBuilder.Create().Input("shape", ElementType.Int64, 1)
        .Node("ConstantOfShape", ["shape"], ["big"]).ReduceSum("big", "y").Output("y", ElementType.Float32, 1).Build();

    private static RunOutcome Allocate(ModelSession session, long size)
    {
        using var batch = session.CreateValues();
        batch.Begin([new("shape", TensorValue.Copy([size * MiB / 4], 1))], []);
        try
        {
            return session.Run(batch);
        }
        finally
        {
            batch.End();
        }
    }
}
