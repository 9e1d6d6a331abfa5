using System.Runtime.InteropServices;
using InferenceKit.Conformance.Cases;
using InferenceKit.Conformance.Runs;
using InferenceKit.Conformance.Values;

namespace InferenceKit.Conformance.SharedModels;

public sealed class SharedModelTests
{
    private const string NoModels = "(none)";

    /// <summary>Of two runs on this machine.</summary>
    private static readonly Tolerance Close = new(1e-5, 1e-6);

    /// <summary>
    /// Of a run here and outputs recorded elsewhere: the runtime has other kernels on other processors (one without AVX-512 gives
    /// an output of mnist that differs by 6e-5 of itself), so that what counts is what the ONNX suite allows.
    /// </summary>
    private static readonly Tolerance Recorded = new(Tolerance.OnnxSuite.Relative, 1e-6);

    /// <summary>Every model of the manifest; one line that is skipped where there is no manifest.</summary>
    public static TheoryData<string> Models =>
        [.. SharedModelFolder.FindCases().Select(modelCase => modelCase.Name).DefaultIfEmpty(NoModels)];

    [Theory]
    [MemberData(nameof(Models))]
    public async Task A_real_model_answers_through_the_client(string model)
    {
        var (modelCase, sets) = Find(model);
        foreach (var owned in new[] { false, true })
            AssertExpected(sets, await KitRunner.RunAsync(modelCase, sets, owned, TestContext.Current.CancellationToken));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task A_real_model_answers_row_by_row_through_a_codec(string model)
    {
        var (modelCase, sets) = Find(model);
        // Its label is declared as [None, 1], but is [1, n] for n rows: each runs alone, and answers are not put together.
        if (model == "squeezenet-classifier") sets = [.. sets.Where(set => ((CaseTensor)set.Inputs[0].Value).Shape[0] == 1)];
        AssertExpected(sets, await CodecRunner.RunAsync(modelCase, sets, TestContext.Current.CancellationToken));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task Many_rows_at_once_get_the_answers_that_each_gets_alone(string model)
    {
        var (modelCase, sets) = Find(model);
        await using var host = await KitHost.StartAsync(modelCase, new CaseCodec(), TestContext.Current.CancellationToken);
        var predictor = host.GetPredictor<CaseRow, IReadOnlyList<NamedCaseValue>>();
        var rows = sets.SelectMany(set => CaseRow.Split(set, predictor.Signature.HasRows)!).Take(8).ToArray();
        var alone = new List<IReadOnlyList<NamedCaseValue>>();
        foreach (var row in rows) alone.Add((await predictor.PredictAsync(row, cancellationToken: TestContext.Current.CancellationToken)).Value);
        // Enough for runs of more than one row to be tried.
        CaseRow[] many = [.. Enumerable.Range(0, 48).Select(i => rows[i % rows.Length])];
        var answers = new IReadOnlyList<NamedCaseValue>[many.Length];

        await predictor.PredictManyAsync(many, answers, cancellationToken: TestContext.Current.CancellationToken);

        Assert.All(answers.Select((answer, i) => new CaseRun(answer, null).FindProblem(alone[i % rows.Length], Close)), Assert.Null);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task A_real_model_answers_as_ONNX_Runtime_itself_does(string model)
    {
        var (modelCase, sets) = Find(model);
        var kit = await KitRunner.RunAsync(modelCase, sets, owned: false, TestContext.Current.CancellationToken);
        var raw = RawRunner.Run(modelCase, sets);
        AssertExpected(sets, raw);
        Assert.All(kit.Zip(raw), pair => Assert.Null(pair.First.FindProblem(pair.Second.Outputs!, Close)));
    }

    [Theory]
    [InlineData("mlp-16-64-64-8")]
    [InlineData("gbt-regressor-100x6")]
    [InlineData("dynamic-axes")]
    [InlineData("mnist")]
    [InlineData("light-squeezenet")]
    public async Task A_real_model_of_floats_answers_through_the_ready_codec_for_arrays(string model)
    {
        Assert.SkipWhen(SharedModelFolder.FindCases().Count == 0, SharedModelFolder.Missing);
        var (modelCase, sets) = Find(model);
        await using var host = await KitHost.StartAsync(modelCase, Codec.Array<float, float>(), TestContext.Current.CancellationToken);
        var predictor = host.GetPredictor<float[], float[]>();
        foreach (var set in sets)
        {
            var rows = CaseRow.Split(set, predictor.Signature.HasRows)!
                .Select(row => MemoryMarshal.Cast<byte, float>(((CaseTensor)row.Inputs[0].Value).Bytes).ToArray()).ToArray();
            var answers = new float[rows.Length][];

            await predictor.PredictManyAsync(rows, answers, cancellationToken: TestContext.Current.CancellationToken);

            var expected = (CaseTensor)set.Expected[0].Value;
            var flat = expected with { Bytes = MemoryMarshal.AsBytes<float>(answers.SelectMany(answer => answer).ToArray()).ToArray() };
            Assert.Null(ValueComparison.FindDifference(expected, flat, Recorded));
        }
    }

    private static (ModelCase Case, IReadOnlyList<DataSet> Sets) Find(string model)
    {
        Assert.SkipWhen(model == NoModels, SharedModelFolder.Missing);
        var modelCase = SharedModelFolder.FindCases().Single(found => found.Name == model);
        var sets = modelCase.ReadDataSets();
        Assert.NotEmpty(sets);
        Assert.All(sets, set => Assert.NotEmpty(set.Expected));
        return (modelCase, sets);
    }

    private static void AssertExpected(IReadOnlyList<DataSet> sets, IReadOnlyList<CaseRun> runs) =>
        Assert.All(sets.Zip(runs), pair => Assert.True(pair.Second.FindProblem(pair.First.Expected, Recorded) is null,
            $"{pair.First.Name}: {pair.Second.FindProblem(pair.First.Expected, Recorded)}"));
}
