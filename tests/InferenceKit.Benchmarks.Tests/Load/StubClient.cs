using InferenceKit.Benchmarks.Load;

namespace InferenceKit.Benchmarks.Tests.Load;

/// <summary>A model whose answers a test decides, row by row; the answer is the outcome.</summary>
internal readonly struct StubClient(int rows, Func<int, ValueTask<CallOutcome>> answer) : IRowClient<CallOutcome>
{
    public int Rows => rows;

    public static IServedModel Serve(int rows, Func<int, ValueTask<CallOutcome>> answer) => new ServedModel<StubClient, CallOutcome>(new(rows, answer));

    public ValueTask<CallOutcome> CallAsync(int row) => answer(row);

    public CallOutcome OutcomeOf(in CallOutcome outcome, int row) => outcome;
}
