using System.Globalization;
using InferenceKit.Sessions;

namespace InferenceKit.Testing.Faults;

/// <summary>The outcomes of runs with an injected fault. They are values, because a run never throws.</summary>
internal static class FaultOutcomes
{
    public static RunOutcome Terminated { get; } = new(RunStatus.Terminated, "The run was asked to stop.");

    public static RunOutcome Failure() => Of(RunStatus.Failed, FaultKind.Throw, "the run failed: a fault was injected (Throw).");

    /// <summary>An output with one dimension more than the model declares, which no signature allows.</summary>
    public static RunOutcome WrongShape(ValueSpec spec, int rows)
    {
        var came = spec is { Kind: ValueKind.Tensor, HasKnownRank: true } ? $"in shape [{ShapeOf(spec, rows)}]" : "as something else";
        return Of(
            RunStatus.InvalidOutput, FaultKind.WrongShape,
            string.Create(CultureInfo.InvariantCulture, $"Output '{spec.Name}' is declared as {spec}, but came {came}: a fault was injected (WrongShape)."));
    }

    private static RunOutcome Of(RunStatus status, FaultKind kind, string message) => new(status, message, new InjectedFaultException(kind, message));

    private static string ShapeOf(ValueSpec spec, int rows) =>
        TensorShape.Text([.. spec.Shape.Select((size, i) => size ?? (i == 0 ? rows : 1)), 1]);
}
