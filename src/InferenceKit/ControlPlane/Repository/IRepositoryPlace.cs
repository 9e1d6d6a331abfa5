namespace InferenceKit.ControlPlane.Repository;

/// <summary>A repository that can say where it looks.</summary>
internal interface IRepositoryPlace
{
    /// <summary>Why a model that was listed without versions has none, for people; null when it cannot be told.</summary>
    string? ExplainNone(string model);
}
