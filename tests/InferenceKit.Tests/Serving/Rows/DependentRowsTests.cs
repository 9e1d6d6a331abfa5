using InferenceKit.Testing;
using Microsoft.Extensions.Logging;

namespace InferenceKit.Tests.Serving.Rows;

/// <summary>Many callers at once of models whose rows depend on each other: each gets what the runtime gives it alone.</summary>
public sealed class DependentRowsTests
{
    private const int Callers = 16, Requests = 12;

    public static TheoryData<string, BatchingMode> Models
    {
        get
        {
            var data = new TheoryData<string, BatchingMode>();
            foreach (var name in DependentModels.Names)
            {
                data.Add(name, BatchingMode.Fixed);
                data.Add(name, BatchingMode.Auto);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task A_request_on_values_is_answered_as_the_runtime_answers_it_alone(string name, BatchingMode mode)
    {
        await using var host = await RowHost.StartAsync(DependentModels.Of(name), mode);

        await Parallel(async seed =>
        {
            var rows = 3 + seed % 3;
            var (values, shape) = Input(name, rows, seed);
            RowHost.AssertSame(host.Raw(values, shape), await host.InferAsync(values, shape));
        });
        Assert.False(host.Batching.MayShareRuns);
        Assert.NotNull(host.Batching.WhyNotShared);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task A_typed_row_is_answered_as_the_runtime_answers_it_alone(string name, BatchingMode mode)
    {
        // The three largest of one: the runtime itself refuses a row alone.
        if (name == "top-k") return;
        await using var host = await RowHost.StartAsync(DependentModels.Of(name), mode);

        await Parallel(async seed =>
        {
            var (values, shape) = Input(name, 1, seed);
            RowHost.AssertSame(host.Raw(values, shape).Values, await host.PredictAsync(values));
        });
    }

    [Theory]
    [InlineData("softmax")]
    [InlineData("attention")]
    [InlineData("cumulative sum")]
    [InlineData("top-k")]
    public async Task Without_rows_a_codec_gives_and_gets_whole_values(string name)
    {
        await using var host = await RowHost.StartAsync(DependentModels.Of(name), rows: RowDimension.None);
        Assert.False(host.Status.Signature!.HasRows);

        await Parallel(async seed =>
        {
            var (values, shape) = Input(name, 3 + seed % 5, seed);
            RowHost.AssertSame(host.Raw(values, shape).Values, await host.PredictAsync(values));
        });
    }

    [Fact]
    public async Task Many_rows_of_one_caller_are_answered_as_each_alone()
    {
        await using var host = await RowHost.StartAsync(DependentModels.Softmax(), BatchingMode.Auto);
        var inputs = Enumerable.Range(0, 1500).Select(i => new[] { i / 300f }).ToArray();
        var outputs = new float[inputs.Length][];

        await host.Predictor.PredictManyAsync(inputs, outputs, cancellationToken: TestContext.Current.CancellationToken);

        Assert.All(outputs, output => Assert.Equal([1f], output));
    }

    [Fact]
    public async Task Many_values_of_one_request_are_not_cut_into_parts()
    {
        await using var host = await RowHost.StartAsync(DependentModels.Softmax(), BatchingMode.Auto);
        var values = RowHost.Values(1500, seed: 5);

        var (_, answer) = await host.InferAsync(values, 1500);

        RowHost.AssertSame(host.Raw(values, 1500).Values, answer);
        Assert.Equal(1, answer.Sum(), 1e-3);
    }

    [Theory]
    [InlineData("K")]
    [InlineData("N")]
    [InlineData("")]
    public async Task The_largest_of_a_list_are_answered_whatever_the_model_calls_their_number(string length)
    {
        await using var host = await RowHost.StartAsync(DependentModels.TopK(length));

        var (shape, values) = await host.InferAsync([5, 1, 9, 7], 4);

        Assert.Equal([3], shape);
        Assert.Equal([9, 7, 5], values);
        Assert.False(host.Batching.MayShareRuns);
    }

    [Fact]
    public async Task Rows_that_do_not_depend_on_each_other_share_runs()
    {
        await using var host = await RowHost.StartAsync(OnnxModels.Mlp(inputs: 4, hidden: 8, outputs: 2));
        Assert.True(host.Batching.MayShareRuns, host.Batching.WhyNotShared);
        Assert.Null(host.Batching.WhyNotShared);

        var sizes = await Parallel(async seed =>
        {
            var values = RowHost.Values(4, seed);
            var prediction = await host.Predictor.PredictAsync(values, cancellationToken: TestContext.Current.CancellationToken);
            RowHost.AssertSame(host.Raw(values, 1, 4).Values, prediction.Value);
            return prediction.Info.BatchSize;
        });

        Assert.Contains(sizes, size => size > 1);
        Assert.DoesNotContain(host.Log.GetSnapshot(), r => r.Level >= LogLevel.Warning);
    }

    internal static async Task<T[]> Parallel<T>(Func<int, Task<T>> call) => (await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
    {
        var results = new T[Requests];
        for (var i = 0; i < Requests; i++) results[i] = await call(caller * Requests + i);
        return results;
    })))).SelectMany(r => r).ToArray();

    internal static Task Parallel(Func<int, Task> call) => Parallel(async seed =>
    {
        await call(seed);
        return true;
    });

    private static (float[] Values, long[] Shape) Input(string name, int rows, int seed)
    {
        long[] row = name switch
        {
            "attention" => [4],
            "gram" => [3],
            "cumulative sum" or "centred" => [2],
            "lstm" => [1, 4],
            _ => [],
        };
        return (RowHost.Values(rows * (int)row.Aggregate(1L, (all, size) => all * size), seed), [rows, .. row]);
    }
}
