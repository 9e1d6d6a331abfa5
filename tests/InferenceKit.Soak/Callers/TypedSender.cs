using InferenceKit.Soak.Hosting;
using InferenceKit.Soak.Judging;
using InferenceKit.Soak.Models;

namespace InferenceKit.Soak.Callers;

/// <summary>Sends one typed request at a time, and holds its outcome against what is right.</summary>
internal sealed class TypedSender(string caller, CallerServices services)
{
    private readonly PendingRequest _pending = services.Watch.Create(caller);

    public async Task AskAsync(SoakModel model, int row, InferenceRequestOptions? options, CancellationToken cancellationToken = default)
    {
        _pending.Begin(options?.Timeout ?? SoakSettings.Timeout);
        try
        {
            var result = await services.Host.PredictorOf(model).TryPredictAsync(model.Rows[row], options, cancellationToken);
            if (result.TryGet(out var prediction))
                services.Journal.Answered(caller, model, row, prediction.Value, prediction.Info);
            else
                services.Journal.Failed(caller, result.Failure!);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            services.Journal.Cancelled(caller);
        }
        catch (Exception exception)
        {
            services.Journal.Threw(caller, exception);
        }
        finally
        {
            _pending.End();
        }
    }
}
