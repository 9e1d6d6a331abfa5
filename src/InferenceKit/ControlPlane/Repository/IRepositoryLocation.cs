namespace InferenceKit.ControlPlane.Repository;

/// <summary>A repository that can tell where its versions would have to be.</summary>
internal interface IRepositoryLocation
{
    /// <summary>Why a model that was listed without versions has none, for people; null when it cannot be told.</summary>
    string? ExplainNone(string model);
}
