using System.Diagnostics;
using InferenceKit.Soak.Callers;
using InferenceKit.Soak.Models;

namespace InferenceKit.Soak.Changes;

/// <summary>When all faults are over, every model has to answer by itself again.</summary>
internal static class Recovery
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    public static async Task RunAsync(CallerServices services)
    {
        services.Host.Faults.Enabled = false;
        foreach (var model in services.Models.Operated)
        {
            var start = Stopwatch.GetTimestamp();
            string? problem = "no request was sent";
            while (problem is not null && Stopwatch.GetElapsedTime(start) < Longest)
            {
                problem = await FindProblemAsync(services, model);
                if (problem is not null)
                    await Task.Delay(200);
            }

            if (problem is not null)
                services.Journal.Violate("not recovered", $"{model.Name}: {problem}");
        }
    }

    private static async Task<string?> FindProblemAsync(CallerServices services, SoakModel model)
    {
        try
        {
            await services.Host.Lifecycle.ReloadAsync(model.Name).WaitAsync(Longest);
            var request = new InferenceRequest(model.Name, new NamedValue("x", TensorValue.Copy<float>(model.Rows[0], 1, model.Width)));
            using var response = await services.Host.Client.InferAsync(request);
            return response.Info.FallbackStep == 0 ? null : $"step {response.Info.FallbackStep} answered, because of {response.Info.Reason}";
        }
        catch (InferenceException exception)
        {
            return exception.Message;
        }
        catch (TimeoutException exception)
        {
            return exception.Message;
        }
    }
}
