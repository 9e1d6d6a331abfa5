using InferenceKit.Conformance.Cases;

namespace InferenceKit.Conformance.Runs;

/// <summary>Runs a case through the client.</summary>
internal static class KitRunner
{
    /// <param name="modelCase">The case.</param>
    /// <param name="sets">Its sets of inputs.</param>
    /// <param name="owned">Whether inputs lend their memory to the run; otherwise they are copies.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static async Task<IReadOnlyList<CaseRun>> RunAsync(
        ModelCase modelCase, IReadOnlyList<DataSet> sets, bool owned, CancellationToken cancellationToken)
    {
        try
        {
            await using var host = await KitHost.StartAsync(modelCase, cancellationToken);
            var runs = new List<CaseRun>();
            foreach (var set in sets) runs.Add(await RunAsync(host.Client, set, owned, cancellationToken));
            return runs;
        }
        catch (InferenceException e)
        {
            return [.. sets.Select(_ => new CaseRun(null, $"load: {e.Failure}"))];
        }
    }

    private static async Task<CaseRun> RunAsync(IInferenceClient client, DataSet set, bool owned, CancellationToken cancellationToken)
    {
        try
        {
            NamedValue[] inputs = [.. set.Inputs.Select(input => new NamedValue(input.Name, KitValues.ToKit(input.Value, owned)))];
            using var response = await client.InferAsync(new InferenceRequest(KitHost.Model, inputs), cancellationToken);
            return new([.. response.Outputs.Select(output => new NamedCaseValue(output.Name, KitValues.FromKit(output.Value)))], null);
        }
        catch (InferenceException e)
        {
            return new(null, $"run: {e.Failure}");
        }
    }
}
