namespace InferenceKit.Serving.Rows;

/// <summary>Checks live rows, on a thread of its own.</summary>
internal interface IRowChecks
{
    /// <summary>Whether a row of so many bytes would be taken now; asked before it is copied.</summary>
    bool HasRoom(long bytes);

    /// <summary>Takes copies of rows, or drops them; never waits and never throws.</summary>
    void Offer(RowSample sample);
}
