namespace InferenceKit.Benchmarks.Load;

/// <inheritdoc/>
internal sealed class ServedModel<TClient, TAnswer>(TClient client) : IServedModel
    where TClient : struct, IRowClient<TAnswer>
{
    public ClosedCaller CreateCaller(int firstRow) => new ClosedCallerOf<TClient, TAnswer>(client, firstRow);

    public OpenStream CreateStream() => new OpenStreamOf<TClient, TAnswer>(client);

    public ClosedCaller[] CreateCallers(int count) =>
        [.. Enumerable.Range(0, count).Select(i => CreateCaller((int)((long)i * client.Rows / count)))];
}
