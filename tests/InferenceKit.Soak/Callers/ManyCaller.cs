using InferenceKit.Soak.Hosting;
using InferenceKit.Soak.Judging;
using InferenceKit.Soak.Models;

namespace InferenceKit.Soak.Callers;

/// <summary>Has many rows answered at a time: by one version, but for rows that go down its chain.</summary>
internal sealed class ManyCaller(CallerServices services, int seed) : ICaller
{
    private const string Name = "many rows";
    private const int Most = 500;

    // An alias may move to another version meanwhile.
    private const int Versions = 3;

    // What an adapter adds looks like a version of this size or a larger one.
    private const int Unpublished = 1000;
    private readonly Random _random = new(seed);
    private readonly PendingRequest _pending = services.Watch.Create(Name);
    private readonly int[] _rows = new int[Most];
    private readonly float[][] _inputs = new float[Most][];
    private readonly float[] _outputs = new float[Most];

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await AskAsync(_random.Next(3) == 0 ? services.Models.Trees : services.Models.Network, _random.Next(1, Most));
            await Task.Delay(_random.Next(20, 100), CancellationToken.None);
        }
    }

    private async Task AskAsync(SoakModel model, int count)
    {
        for (var i = 0; i < count; i++)
        {
            _rows[i] = _random.Next(model.Rows.Length);
            _inputs[i] = model.Rows[_rows[i]];
        }

        Array.Clear(_outputs);
        var options = new InferenceRequestOptions { Timeout = TimeSpan.FromMilliseconds(_random.Next(5, 2000)) };
        using var patience = new CancellationTokenSource();
        if (_random.Next(10) == 0)
            patience.CancelAfter(_random.Next(1, 5));
        _pending.Begin(options.Timeout ?? SoakSettings.Timeout);
        try
        {
            await services.Host.PredictorOf(model).PredictManyAsync(_inputs.AsMemory(0, count), _outputs, options, patience.Token);
            Check(model, count);
            services.Journal.AnsweredMany(Name);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            services.Journal.Cancelled(Name);
        }
        catch (InferenceException exception)
        {
            services.Journal.Failed(Name, exception.Failure);
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

    private void Check(SoakModel model, int count)
    {
        // The version that traffic goes to, and that of a step of the chain: rows go down it by themselves.
        var versions = new HashSet<long>();
        for (var i = 0; i < count; i++)
        {
            var version = model.VersionOf(_rows[i], _outputs[i]);
            var isOwn = version is >= 1 and < Unpublished && SoakModel.AreEqual(_outputs[i], model.Expected(_rows[i], version));
            if (isOwn && versions.Add(version) && versions.Count > Versions)
                services.Journal.Violate("wrong", $"{Name}: {count} rows of {model.Name} were answered by the versions {string.Join(", ", versions)}");
            else if (!isOwn && !Chain.CouldAnswer(services.Models, model, _rows[i], _outputs[i]))
                services.Journal.Violate("wrong", $"{Name}: row {i} of {count}, {model.Name}: {_outputs[i]} is the answer of no version");
            else
                continue;
            return;
        }
    }
}
