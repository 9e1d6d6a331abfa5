using System.Globalization;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceKit.Tests.Child;

/// <summary>
/// A host whose model has a variant of a weight. Says "deal NUMBER" and "arms TEXT", a letter for each of a thousand keys: <c>c</c> for the
/// challenger, <c>p</c> for the primary.
/// </summary>
internal static class Assignments
{
    public static async Task RunAsync(string state, string file, double percent)
    {
        var services = new ServiceCollection();
        services.AddInference(o => o.State.Path = state)
            .AddModel("fraud", Codec.Scalar<float, float>(), m => m.FromFile(file).Configure(o => o.Traffic.Variants["challenger"] = new()
            {
                Version = "1",
                WeightPercent = percent,
            }));
        await using var host = services.BuildServiceProvider();
        await host.StartInferenceAsync();
        await Signals.BeginAsync();
        var predictor = host.GetRequiredKeyedService<IPredictor<float[], float>>("fraud");
        var arms = new char[1000];
        var deal = 0;
        for (var i = 0; i < arms.Length; i++)
        {
            var info = (await predictor.PredictAsync([1, 2], new() { RoutingKey = $"user-{i}" })).Info;
            (arms[i], deal) = (info.Variant is null ? 'p' : 'c', info.AllocationVersion);
        }
        Signals.Say(string.Create(CultureInfo.InvariantCulture, $"deal {deal}"));
        Signals.Say($"arms {new string(arms)}");
    }
}
