namespace InferenceKit.Benchmarks.Load;

/// <summary>
/// How a row gets to a served model, and what its answer says. Implemented by structures, so that the loops over it are compiled for each
/// and add nothing to a call that a user's own code would not.
/// </summary>
internal interface IRowClient<TAnswer>
{
    /// <summary>How many distinct rows there are.</summary>
    int Rows { get; }

    ValueTask<TAnswer> CallAsync(int row);

    CallOutcome OutcomeOf(in TAnswer answer, int row);
}
