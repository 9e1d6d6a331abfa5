namespace InferenceKit.Sessions;

/// <summary>One run on values, whose memory it holds until the run is really over.</summary>
internal abstract class ValueBatch : RunBatch
{
    public sealed override int Rows => 1;

    public sealed override void BeginRun() { }

    // After a Begin that failed, the batch holds nothing.
    public sealed override void RemoveFrom(int row) { }

    public sealed override void EndRun()
    {
        try
        {
            End();
        }
#pragma warning disable CA1031 // Memory that a caller owns is freed by the caller's code, which must cost no other request its slot.
        catch (Exception)
        {
        }
#pragma warning restore CA1031
    }

    /// <summary>
    /// Takes the inputs, already checked against the signature, and pins them. Throws InferenceException (InvalidInput)
    /// for a tensor that was used before; then nothing is held.
    /// </summary>
    public abstract void Begin(IReadOnlyList<NamedValue> inputs, IReadOnlyList<string> outputs);

    /// <summary>Copies the outputs of a completed run into pooled memory, in the order asked for.</summary>
    public abstract NamedValue[] CopyOutputs();

    /// <summary>The run is over: lets go of inputs and outputs. Called exactly once after each <see cref="Begin"/> that returned.</summary>
    public abstract void End();
}
