using System.Globalization;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceKit.Tests.Child;

/// <summary>
/// A whole host that points the alias "stable" at one version after the other, beginning after the present one. Says of each
/// attempt "won VERSION", "lost VERSION" when another host was first, "overtaken VERSION" when another host changed it right after,
/// or "refused MESSAGE" and ends; at its end "answers NUMBER", what the model gives for ones, and "error MESSAGE" of the status.
/// </summary>
internal static class Host
{
    public static async Task RunAsync(string repository, string state, string staging, string model, int times, string[] versions)
    {
        var services = new ServiceCollection();
        services.AddInference(o =>
        {
            (o.Repository.Path, o.Repository.StagingPath, o.Repository.SettleTime) = (repository, staging, TimeSpan.Zero);
            o.State.Path = state;
        }).AddModel(model, o => o.Version = "@stable|1");
        await using var host = services.BuildServiceProvider();
        await host.StartInferenceAsync();
        var lifecycle = host.GetRequiredService<IModelLifecycle>();
        await Signals.BeginAsync();

        var aliases = lifecycle.Models[0].Aliases;
        var index = aliases.TryGetValue("stable", out var stable) ? Array.IndexOf(versions, stable.ToString()) : -1;
        for (var i = 0; i < times; i++)
        {
            var next = versions[(index + 1) % versions.Length];
            try
            {
                var note = new EditNote { By = Environment.ProcessId.ToString(CultureInfo.InvariantCulture) };
                await lifecycle.SetAliasAsync(model, "stable", next, note);
                Signals.Say($"won {next}");
                index++;
            }
            catch (InferenceException e) when (e.Failure.Error == InferenceError.Conflict)
            {
                // Stored all the same, which the error alone does not say.
                var isStored = e.Message.Contains("replaced it before it was carried out", StringComparison.Ordinal);
                if (isStored) index++;
                Signals.Say($"{(isStored ? "overtaken" : "lost")} {next}");
            }
            catch (InferenceException e)
            {
                Signals.Say($"refused {e.Message}");
                break;
            }
        }
        using var response = await host.GetRequiredService<IInferenceClient>()
            .InferAsync(new(model, new NamedValue("x", TensorValue.Copy([1f, 1f], 1, 2))));
        Signals.Say($"answers {response["y"].AsTensor().AsSpan<float>()[0].ToString(CultureInfo.InvariantCulture)}");
        Signals.Say($"error {lifecycle.Models[0].Error}");
    }
}
