using InferenceKit.Runtime;
using InferenceKit.Sessions;

namespace InferenceKit.DataPlane;

/// <summary>
/// What differs between a typed prediction and an inference on values. Structs implement it, so that the pipeline is
/// compiled for each without an allocation or an interface call.
/// </summary>
/// <typeparam name="TValue">The decoded answer.</typeparam>
internal interface IInferenceCall<TValue>
{
    /// <summary>Its rows, if they may share a run of this version with others'; 0 where it must run by itself.</summary>
    int RowsFor(ServedVersion version);

    /// <summary>About how many bytes its inputs have beyond those of as many rows as the model declares them.</summary>
    long BytesFor(ServedVersion version, int rows);

    /// <summary>
    /// Encodes the caller's original input for the version that was chosen, into the slot's buffers. May run user code
    /// and throw.
    /// </summary>
    /// <returns>Null, or why the input does not suit; then nothing is held in <paramref name="batch"/>.</returns>
    InferenceFailure? Encode(Slot slot, out RunBatch batch);

    /// <summary>Encodes some of its rows after those that a batch has. May run user code and throw.</summary>
    /// <returns>Null, or why the input does not suit.</returns>
    InferenceFailure? Append(ServedVersion version, RowBatch batch, int start, int count, out bool fits);

    /// <summary>Decodes after a completed run. May run user code and throw.</summary>
    TValue Decode(RunBatch batch);

    /// <summary>Holds what was decoded against the rules of the model's outputs, while the run's outputs are still there.</summary>
    /// <returns>Null, or why the answer is none.</returns>
    InferenceFailure? Check(ServedVersion version, RunBatch batch, TValue value);

    /// <summary>As above, of some rows of a run that it shared.</summary>
    InferenceFailure? CheckRows(ServedVersion version, RowBatch batch, int firstRow, int count, TValue value);

    /// <summary>Decodes some of its rows after a completed run that it shared. May run user code and throw.</summary>
    /// <param name="batch">The run.</param>
    /// <param name="firstRow">Where its rows begin in the run.</param>
    /// <param name="start">Which of its rows that is.</param>
    /// <param name="count">How many of its rows the run has.</param>
    /// <param name="rows">How many rows it has in all.</param>
    /// <param name="value">What its rows before made; default for the first.</param>
    TValue DecodeRows(RowBatch batch, int firstRow, int start, int count, int rows, TValue? value);

    /// <summary>Frees an answer that nobody gets.</summary>
    void Discard(TValue value);

    /// <summary>The request ended before any run took its input: gives owned memory back.</summary>
    void Refuse();
}
