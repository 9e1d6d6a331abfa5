using InferenceKit.Serving;
using InferenceKit.Serving.Leasing;
using InferenceKit.Sessions;

namespace InferenceKit.DataPlane.Execution;

/// <summary>
/// What goes into a run, and what comes out of it. The only things that differ between typed rows, values, samples and shadows; all else
/// is the <see cref="RunExecutor"/>'s, which guards every call of these.
/// </summary>
/// <typeparam name="TValue">The decoded answer.</typeparam>
internal interface IRowSource<TValue>
{
    /// <summary>The buffers of a slot for a run that it does not share.</summary>
    RunBatch BatchIn(Slot slot);

    /// <summary>
    /// Encodes rows for the version that was chosen, after those that the batch has. May run user code and throw; what it added is then
    /// taken back.
    /// </summary>
    /// <param name="version">The version.</param>
    /// <param name="batch">Its buffers: rows, or values.</param>
    /// <param name="rows">Which rows; receives how many of them fit, 0 for none.</param>
    /// <returns>Null, or why the input does not suit.</returns>
    InferenceFailure? Encode(ServedVersion version, RunBatch batch, ref RowRange rows);

    /// <summary>Decodes rows of a completed run. May run user code and throw.</summary>
    /// <param name="batch">The run.</param>
    /// <param name="rows">Which rows.</param>
    /// <param name="before">What the rows before made; default for the first.</param>
    TValue Decode(RunBatch batch, in RowRange rows, TValue? before);

    /// <summary>Compares what was decoded with the rules of the model's outputs, while the run's outputs are still there.</summary>
    /// <returns>Null, or which rule it breaks.</returns>
    InferenceFailure? Check(ServedVersion version, RunBatch batch, in RowRange rows, TValue value);

    /// <summary>Frees an answer that no caller gets.</summary>
    void Discard(TValue value);
}
