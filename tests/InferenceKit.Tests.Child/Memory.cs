using System.Globalization;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceKit.Tests.Child;

/// <summary>Asks a model for a little, for far too much under a limit of memory, and for a little again, and says how each ended.</summary>
internal static class Memory
{
    public static async Task RunAsync(string file, int rows, long megabytes)
    {
        var services = new ServiceCollection();
        services.AddInference(options => options.State.Persist = false).AddModel("model", File.ReadAllBytes(file));
        await using var host = services.BuildServiceProvider();
        await host.StartInferenceAsync();
        var client = host.GetRequiredService<IInferenceClient>();
        var many = Enumerable.Repeat(1f, rows).ToArray();
        await Signals.BeginAsync();

        Signals.Say(await AskAsync(client, [1, 2]));
        AddressSpace.LimitToUsedAnd(megabytes);
        Signals.Say(await AskAsync(client, many));
        Signals.Say(await AskAsync(client, [1, 2]));
    }

    private static async Task<string> AskAsync(IInferenceClient client, float[] numbers)
    {
        try
        {
            using var response = await client.InferAsync(new(
                "model", new NamedValue("a", TensorValue.Copy(numbers, numbers.Length, 1)), new NamedValue("b", TensorValue.Copy(numbers, 1, numbers.Length))));
            return response["y"].AsTensor().Length.ToString(CultureInfo.InvariantCulture);
        }
        catch (InferenceException e)
        {
            return e.Failure.Error.ToString();
        }
    }
}
