using InferenceKit.Conformance.Cases;
using InferenceKit.Conformance.Values;

namespace InferenceKit.Conformance.Runs;

/// <summary>Runs a case through a predictor: other buffers and bindings than the client's.</summary>
internal static class CodecRunner
{
    /// <summary>Whether all inputs are tensors, which is what codecs can write.</summary>
    public static bool Suits(IReadOnlyList<DataSet> sets) =>
        sets.All(set => set.Inputs.All(input => input.Value is CaseTensor));

    public static async Task<IReadOnlyList<CaseRun>> RunAsync(ModelCase modelCase, IReadOnlyList<DataSet> sets, CancellationToken cancellationToken)
    {
        try
        {
            await using var host = await KitHost.StartAsync(modelCase, new CaseCodec(), cancellationToken);
            var predictor = host.GetPredictor<CaseRow, IReadOnlyList<NamedCaseValue>>();
            var runs = new List<CaseRun>();
            foreach (var set in sets) runs.Add(await RunAsync(predictor, set, cancellationToken));
            return runs;
        }
        catch (InferenceException e)
        {
            return [.. sets.Select(_ => new CaseRun(null, $"load: {e.Failure}"))];
        }
    }

    private static async Task<CaseRun> RunAsync(
        IPredictor<CaseRow, IReadOnlyList<NamedCaseValue>> predictor, DataSet set, CancellationToken cancellationToken)
    {
        var signature = predictor.Signature;
        if (CaseRow.Split(set, signature.HasRows) is not { } rows) return new(null, "the inputs differ in their number of rows");
        try
        {
            var answers = new IReadOnlyList<NamedCaseValue>[rows.Count];
            if (rows.Count == 1) answers[0] = (await predictor.PredictAsync(rows[0], cancellationToken: cancellationToken)).Value;
            else await predictor.PredictManyAsync(rows.ToArray(), answers, cancellationToken: cancellationToken);
            return new(CaseRow.Join(answers, signature), null);
        }
        catch (InferenceException e)
        {
            return new(null, $"run: {e.Failure}");
        }
    }
}
