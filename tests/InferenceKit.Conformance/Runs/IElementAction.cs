namespace InferenceKit.Conformance.Runs;

/// <summary>Something to do with the .NET type of a tensor's elements.</summary>
internal interface IElementAction<out TResult>
{
    TResult Invoke<T>() where T : unmanaged;
}
