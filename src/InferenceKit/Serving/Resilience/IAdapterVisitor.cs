namespace InferenceKit.Serving.Resilience;

/// <summary>Does something that depends on the type of the other model's answers.</summary>
internal interface IAdapterVisitor<TIn, TOut, TResult>
{
    TResult Visit<TOther>(AdapterOf<TIn, TOther, TOut> adapter);
}
