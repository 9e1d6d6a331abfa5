using InferenceKit.Serving.Rows;
using InferenceKit.Sessions;

namespace InferenceKit.ControlPlane.Lifecycle.Loading.Trials;

/// <summary>What trial runs showed of a version's rows and outputs.</summary>
/// <param name="Verdict">Whether rows may share runs.</param>
/// <param name="CountsRows">Whether outputs have one element of their first dimension for each row; true where nothing was seen.</param>
/// <param name="IsAsDeclared">Whether outputs came in the shapes that the model declares; true where nothing was seen.</param>
internal sealed record RowTrialOutcome(RowVerdict Verdict, bool CountsRows, bool IsAsDeclared)
{
    /// <summary>Tells a session of that model, before any codec is bound.</summary>
    public void Apply(ModelSession session)
    {
        if (session.Signature.HasRows && !CountsRows) session.UseOneRowPerRun();
        if (!IsAsDeclared) session.UseRuntimeOutputs();
    }
}
