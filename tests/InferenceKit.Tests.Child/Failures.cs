using System.Globalization;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceKit.Tests.Child;

/// <summary>Asks a model for the score of -1 again and again, and says at its end how often that failed.</summary>
internal static class Failures
{
    public static async Task RunAsync(string file, int times)
    {
        var services = new ServiceCollection();
        services.AddInference().AddModel("model", File.ReadAllBytes(file)).AddModel("model", Codec.Scalar<float, float>());
        await using var host = services.BuildServiceProvider();
        await host.StartInferenceAsync();
        var predictor = host.GetRequiredService<IPredictor<float[], float>>();
        await Signals.BeginAsync();

        var failed = 0;
        for (var i = 0; i < times; i++)
        {
            var result = await predictor.TryPredictAsync([-1]);
            if (!result.IsSuccess) failed++;
        }

        Signals.Say(failed.ToString(CultureInfo.InvariantCulture));
    }
}
