using System.Globalization;
using InferenceKit.Serving.Rows;
using InferenceKit.Sessions;

namespace InferenceKit.ControlPlane.Lifecycle.Loading.Trials;

/// <summary>
/// Tries before a version serves whether its rows depend on each other: the samples of its manifest and made-up rows run alone and together,
/// and the values are compared. Runs are on values, whose outputs come as the model makes them. A row that the model refuses shows nothing.
/// </summary>
internal sealed class RowTrial
{
    /// <summary>A longer run is stopped, and ends the trial: live rows will show what it would have shown.</summary>
    public static readonly TimeSpan LongestRun = TimeSpan.FromSeconds(1);

    // The trial ends then with what it has found. The first rows that suit are tried in any case.
    private static readonly TimeSpan Enough = TimeSpan.FromMilliseconds(200), Budget = TimeSpan.FromSeconds(2);

    private const int MostLengthsTried = 8;

    private static readonly int[][] Groups = [[0, 1], [1, 0], [0, 1, 2]];

    private static readonly int[] DynamicSizes = [3, 1, 8, 32];

    private readonly ModelSession _session;
    private readonly ModelSignature _signature;
    private readonly RunLimit _limit;
    private readonly TimeProvider _time;
    private readonly CancellationToken _cancellation;
    private readonly string[] _outputs;
    private readonly long _began;
    private bool _countsRows = true;
    private bool _isAsDeclared = true;
    private bool _isShown;
    private string? _why;

    private RowTrial(ModelSession session, RunLimit limit, TimeProvider time, CancellationToken cancellation)
    {
        (_session, _signature, _limit, _time, _cancellation) = (session, session.Signature, limit, time, cancellation);
        _outputs = [.. _signature.Outputs.Select(output => output.Name)];
        _began = time.GetTimestamp();
    }

    /// <param name="session">Loaded, and not in use elsewhere.</param>
    /// <param name="samples">Those of the version's manifest.</param>
    /// <param name="rows">What an option says of its rows.</param>
    /// <param name="limit">Stops runs without an end.</param>
    /// <param name="time">Measures.</param>
    /// <param name="cancellation">Ends it early.</param>
    public static RowTrialOutcome Run(
        ModelSession session, IReadOnlyList<ModelSample> samples, RowDimension rows, RunLimit limit, TimeProvider time, CancellationToken cancellation)
    {
        var trial = new RowTrial(session, limit, time, cancellation);
        var verdict = session.Signature.HasRows ? trial.RunRows(samples, rows) : trial.RunWhole(rows);
        return new(verdict, trial._countsRows, trial._isAsDeclared);
    }

    private RowVerdict RunWhole(RowDimension rows)
    {
        // Only for declared sizes: no memory is reserved for other outputs, so their shape need not be known.
        if (_signature.Outputs.Any(o => o.HasKnownRank && o.Shape.All(size => size is not null)) && MadeUpRow.CanMake(_signature))
            foreach (var range in Ranges())
                if (!IsOver && MadeUpRow.Make(_signature, range, 0) is { } row && TryRun([row]) is not null) break;
        return new(RowSharing.Never, rows == RowDimension.None
            ? "Batching:Rows says that it has none"
            : $"its signature has none: {RowAxis.FindProblem(_signature, isDeclared: false) ?? "its inputs and outputs have no first dimension in common"}");
    }

    private RowVerdict RunRows(IReadOnlyList<ModelSample> samples, RowDimension rows)
    {
        TrySamples(samples);
        if (_why is null && MadeUpRow.CanMake(_signature)) TryMadeUpRows(onlyShapes: rows == RowDimension.First);
        if (_why is not null) return new(RowSharing.Never, _why);
        if (rows == RowDimension.First) return RowVerdict.Shared;
        if (RowAxis.FindDoubt(_signature) is { } doubt) return new(RowSharing.Never, $"{doubt} (Batching:Rows can say that it has rows)");
        return _isShown ? RowVerdict.Shared : new(RowSharing.Unknown, "no made-up rows could show whether they depend on each other; live ones will");
    }

    private bool IsOver => _why is not null || _limit.HasStopped || _time.GetElapsedTime(_began) > Budget;

    private void TrySamples(IReadOnlyList<ModelSample> samples)
    {
        var rows = new List<RowInputs>();
        foreach (var sample in samples)
            foreach (var row in SampleRows.Of(sample, _signature))
                if (rows.Count < 3 && (rows.Count == 0 || RowInputs.Join([rows[0], row]) is not null) && rows.TrueForAll(other => !other.IsEqualTo(row))) rows.Add(row);
        if (rows.Count == 2) rows.Add(rows[0]);
        if (rows.Count == 3) Try(rows.ToArray());
    }

    private void TryMadeUpRows(bool onlyShapes)
    {
        var size = 0;
        foreach (var range in Ranges())
        {
            if (IsOver || (_isShown && (range.Size != size || _time.GetElapsedTime(_began) > Enough))) return;
            _cancellation.ThrowIfCancellationRequested();
            if (MadeUpRow.Make(_signature, range, 0) is not { } first) continue;
            if (onlyShapes)
            {
                if (TryRun([first]) is not null) return;
                continue;
            }
            Try([first, MadeUpRow.Make(_signature, range, 1)!, MadeUpRow.Make(_signature, range, 2)!]);
            size = range.Size;
        }
    }

    private IEnumerable<MadeUpRange> Ranges()
    {
        var isDynamic = false;
        foreach (var input in _signature.Inputs)
            for (var i = _signature.HasRows ? 1 : 0; i < input.Shape.Count; i++) isDynamic |= input.Shape[i] is null && !input.IsOptional;
        foreach (var size in DynamicSizes)
        {
            yield return new(-1, 1, 2, size);
            yield return new(0.1, 4, 7, size);
            yield return new(-100, 100, 97, size);
            if (!isDynamic) yield break;
        }
    }

    /// <summary>Runs three rows alone and together.</summary>
    private void Try(RowInputs[] rows)
    {
        var alone = new InferenceValue[rows.Length][];
        for (var i = 0; i < rows.Length; i++)
        {
            if (TryRun([rows[i]]) is not { } outputs)
            {
                if (!_limit.HasStopped && _isRefused) TryLengths(rows[i]);
                return;
            }
            if (_why is not null) return;
            alone[i] = outputs[0];
        }
        foreach (var group in Groups)
        {
            if (_limit.HasStopped) return;
            if (TryRun(Array.ConvertAll(group, i => rows[i])) is not { } together)
            {
                if (_isRefused && TryRun([rows[group[0]]]) is not null)
                    _why ??= string.Create(CultureInfo.InvariantCulture, $"a run of {group.Length} rows failed in a trial, and each of them succeeded alone");
                return;
            }
            if (_why is not null) return;
            for (var i = 0; i < group.Length; i++)
            {
                var output = RowComparison.FindDifference(alone[group[i]], together[i]);
                if (output < 0) continue;
                // A model that answers the same row in two ways proves nothing about shared runs.
                if (TryRun([rows[group[i]]]) is { } again && RowComparison.FindDifference(alone[group[i]], again[0]) < 0)
                    _why = string.Create(CultureInfo.InvariantCulture, $"output '{_outputs[output]}' of a row differed in a trial between a run of {group.Length} rows and a run of the row alone");
                return;
            }
        }
        // Rows with equal answers prove nothing: they would be equal in any run.
        _isShown |= RowComparison.FindDifference(alone[0], alone[1]) >= 0 || RowComparison.FindDifference(alone[0], alone[2]) >= 0;
    }

    /// <summary>A row that the model refuses alone: where it does not in a shared run, rows depend on each other.</summary>
    private void TryLengths(RowInputs row)
    {
        for (var length = 2; length <= MostLengthsTried; length *= 2)
        {
            var members = new RowInputs[length];
            Array.Fill(members, row);
            if (IsOver || TryRun(members) is null) continue;
            _why ??= string.Create(CultureInfo.InvariantCulture, $"a row failed alone in a trial, and not in a run of {length} rows");
            return;
        }
    }

    // Whether the model refused the last run, which was neither stopped nor short of memory.
    private bool _isRefused;

    /// <returns>The outputs of each row, or of the whole run where they do not count rows; null where the run failed.</returns>
    private InferenceValue[][]? TryRun(RowInputs[] rows)
    {
        _isRefused = false;
        if (RowInputs.Join(rows) is not { } inputs) return null;
        using var batch = _session.CreateValues();
        batch.Begin(inputs, _outputs);
        NamedValue[] outputs = [];
        try
        {
            var outcome = _limit.Run(_session, batch);
            _cancellation.ThrowIfCancellationRequested();
            if (outcome.Status == RunStatus.Completed)
            {
                outputs = batch.CopyOutputs();
                return Split(outputs, rows.Length);
            }
            _isRefused = outcome.Status is RunStatus.Failed or RunStatus.InvalidInput or RunStatus.InvalidOutput;
            return null;
        }
        catch (InferenceException)
        {
            // For example an output beyond its limit, which proves nothing.
            return null;
        }
        finally
        {
            batch.End();
            // Tensors are copied row by row and can go back to the pool. Items of sequences are not copied, and are left to the garbage collector.
            foreach (var output in outputs)
                if (output.Value is TensorValue tensor) tensor.Release();
        }
    }

    private InferenceValue[][] Split(NamedValue[] outputs, int rows)
    {
        for (var i = 0; i < outputs.Length; i++) Judge(_signature.Outputs[i], outputs[i].Value, rows);
        var split = new InferenceValue[rows][];
        for (var row = 0; row < rows; row++)
        {
            split[row] = new InferenceValue[outputs.Length];
            for (var i = 0; i < outputs.Length; i++)
                split[row][i] = _signature.HasRows && _countsRows ? RowValues.TrySlice(outputs[i].Value, row, rows) ?? InferenceValue.Absent : InferenceValue.Absent;
        }
        return split;
    }

    private void Judge(ValueSpec spec, InferenceValue output, int rows)
    {
        if (output is TensorValue tensor && !IsDeclared(spec, tensor.Shape))
        {
            _isAsDeclared = false;
            _why ??= $"output '{spec.Name}' is declared as {spec} and came in shape [{TensorShape.Text(tensor.Shape)}] in a trial";
        }
        if (!_signature.HasRows || RowValues.TrySlice(output, 0, rows) is not null) return;
        _countsRows = false;
        _why ??= string.Create(CultureInfo.InvariantCulture, $"output '{spec.Name}' came as {output} in a trial with a run of {rows} {(rows == 1 ? "row" : "rows")}, so it does not count rows");
    }

    private static bool IsDeclared(ValueSpec spec, ReadOnlySpan<long> shape)
    {
        if (!spec.HasKnownRank) return true;
        if (spec.Shape.Count != shape.Length) return false;
        for (var i = 0; i < shape.Length; i++)
            if (spec.Shape[i] is { } size && size != shape[i]) return false;
        return true;
    }
}
