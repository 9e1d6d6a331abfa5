using System.Globalization;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceKit.Tests.Child;

/// <summary>
/// Asks a model whose shadow cannot have a thread, because the address space is used up. Says "refused 1" when a thread was refused, and then
/// "answered NUMBER" and "failed NUMBER" of the calls.
/// </summary>
internal static class Shadows
{
    private const int MostThreads = 200;

    public static async Task RunAsync(string file, int calls)
    {
        var services = new ServiceCollection();
        services.AddInference(o => o.State.Persist = false)
            .AddModel("target", Codec.Scalar<float, float>(), m => m.FromFile(file))
            .AddModel("before", Codec.Scalar<float, float>(), m => m.FromFile(file).Configure(Shadowed))
            .AddModel("after", Codec.Scalar<float, float>(), m => m.FromFile(file).Configure(Shadowed));
        await using var host = services.BuildServiceProvider();
        await host.StartInferenceAsync();
        await Signals.BeginAsync();

        // All code that the calls below need has run once, but the shadow of the other model has no thread yet.
        await CallAsync(host, "before", calls);
        AddressSpace.LimitToUsedAnd(megabytes: 4);
        Signals.Say(string.Create(CultureInfo.InvariantCulture, $"refused {(UseUpThreads() ? 1 : 0)}"));
        var answered = await CallAsync(host, "after", calls);

        Signals.Say(string.Create(CultureInfo.InvariantCulture, $"answered {answered}"));
        Signals.Say(string.Create(CultureInfo.InvariantCulture, $"failed {calls - answered}"));
    }

    private static void Shadowed(ModelOptions options) => options.Traffic.Shadows["next"] = new() { Model = "target", SamplePercent = 100 };

    private static async Task<int> CallAsync(IServiceProvider host, string model, int calls)
    {
        var predictor = host.GetRequiredKeyedService<IPredictor<float[], float>>(model);
        var answered = 0;
        for (var call = 0; call < calls; call++)
        {
            try
            {
                if ((await predictor.TryPredictAsync([call, 1])).TryGet(out var prediction) && prediction.Value.Equals(call + 1f)) answered++;
            }
            catch (OutOfMemoryException)
            {
                // What the system refused to the shadow; the caller asked for nothing that needs it.
            }
        }
        return answered;
    }

    // Stacks of threads that have ended are kept, and serve the next ones without new address space.
    private static bool UseUpThreads()
    {
        try
        {
            for (var i = 0; i < MostThreads; i++) new Thread(() => Thread.Sleep(Timeout.Infinite)) { IsBackground = true }.Start();
            return false;
        }
        catch (OutOfMemoryException)
        {
            return true;
        }
    }
}
