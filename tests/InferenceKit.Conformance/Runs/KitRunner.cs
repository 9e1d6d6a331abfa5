using InferenceKit.Conformance.Cases;

namespace InferenceKit.Conformance.Runs;

/// <summary>Runs a case through the library as a user does.</summary>
internal static class KitRunner
{
    public static async Task<CaseRun> RunAsync(
        IInferenceClient client, string model, DataSet set, bool owned, CancellationToken cancellationToken)
    {
        try
        {
            NamedValue[] inputs = [.. set.Inputs.Select(input => new NamedValue(input.Name, KitValues.ToKit(input.Value, owned)))];
            using var response = await client.InferAsync(new InferenceRequest(model, inputs), cancellationToken);
            return new([.. response.Outputs.Select(output => new NamedCaseValue(output.Name, KitValues.FromKit(output.Value)))], null);
        }
        catch (InferenceException e)
        {
            return new(null, e.Failure.ToString());
        }
    }
}
