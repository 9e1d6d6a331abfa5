using InferenceKit.Soak.Hosting;
using InferenceKit.Soak.Judging;

namespace InferenceKit.Soak.Callers;

/// <summary>Sends values with several rows, in memory of its own or given away, and now and then a row that has to fail.</summary>
internal sealed class ValuesCaller(CallerServices services, int seed) : ICaller
{
    private const string Name = "values";
    private const int MostRows = 16;
    private readonly Random _random = new(seed);
    private readonly PendingRequest _pending = services.Watch.Create(Name);
    private readonly int[] _rows = new int[MostRows];
    private readonly float[] _data = new float[MostRows * services.Models.Values.Width];

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            for (var i = _random.Next(10); i >= 0; i--)
                await AskAsync(_random.Next(1, MostRows + 1), isBad: _random.Next(100) == 0);
            await Task.Delay(_random.Next(1, 10), CancellationToken.None);
        }
    }

    private async Task AskAsync(int count, bool isBad)
    {
        var options = new InferenceRequestOptions { Timeout = TimeSpan.FromMilliseconds(_random.Next(2, 1000)), Priority = _random.Next(2) };
        using var patience = new CancellationTokenSource();
        if (_random.Next(20) == 0)
            patience.CancelAfter(_random.Next(1, 5));
        var request = new InferenceRequest(services.Models.Values.Name, new NamedValue("x", TensorOf(count, isBad))) { Options = options };
        _pending.Begin(options.Timeout ?? SoakSettings.Timeout);
        try
        {
            using var response = await services.Host.Client.InferAsync(request, patience.Token);
            Check(response, count, isBad);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            services.Journal.Cancelled(Name);
        }
        catch (InferenceException exception)
        {
            services.Journal.Failed(Name, exception.Failure, isBad);
        }
        catch (Exception exception)
        {
            services.Journal.Threw(Name, exception);
        }
        finally
        {
            _pending.End();
        }
    }

    private TensorValue TensorOf(int count, bool isBad)
    {
        var model = services.Models.Values;
        for (var i = 0; i < count; i++)
        {
            _rows[i] = _random.Next(model.Rows.Length);
            model.Rows[_rows[i]].CopyTo(_data, i * model.Width);
        }

        if (isBad)
            _data[_random.Next(count) * model.Width] = -1000;
        var data = _data.AsSpan(0, count * model.Width);
        return _random.Next(2) == 0
            ? TensorValue.Copy<float>(data, count, model.Width)
            : TensorValue.Own(services.Memory.Give(data), count, model.Width);
    }

    private void Check(InferenceResponse response, int count, bool isBad)
    {
        var answers = response["y"].AsTensor().AsSpan<float>();
        if (answers.Length != count)
            services.Journal.Violate("wrong", $"{Name}: {answers.Length} answers for {count} rows");
        else if (isBad && response.Info.FallbackStep == 0)
            services.Journal.Violate("wrong", $"{Name}: a row that fails was answered by {response.Info.Model}");
        for (var i = 0; i < answers.Length; i++)
            services.Journal.Answered(Name, services.Models.Values, _rows[i], answers[i], response.Info, isLast: i == answers.Length - 1);
    }
}
