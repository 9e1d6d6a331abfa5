namespace InferenceKit.Testing.Onnx;

/// <summary>What ONNX calls the members of this library's enumerations.</summary>
internal static class OnnxNames
{
    public static string Of(OnnxTreeMode mode) => mode switch
    {
        OnnxTreeMode.LessOrEqual => "BRANCH_LEQ",
        OnnxTreeMode.Less => "BRANCH_LT",
        OnnxTreeMode.GreaterOrEqual => "BRANCH_GTE",
        OnnxTreeMode.Greater => "BRANCH_GT",
        OnnxTreeMode.Equal => "BRANCH_EQ",
        OnnxTreeMode.NotEqual => "BRANCH_NEQ",
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, null),
    };

    public static string Of(OnnxTreeAggregate aggregate) => aggregate switch
    {
        OnnxTreeAggregate.Sum => "SUM",
        OnnxTreeAggregate.Average => "AVERAGE",
        OnnxTreeAggregate.Min => "MIN",
        OnnxTreeAggregate.Max => "MAX",
        _ => throw new ArgumentOutOfRangeException(nameof(aggregate), aggregate, null),
    };

    public static string Of(OnnxPostTransform transform) => transform switch
    {
        OnnxPostTransform.None => "NONE",
        OnnxPostTransform.Logistic => "LOGISTIC",
        OnnxPostTransform.Softmax => "SOFTMAX",
        OnnxPostTransform.SoftmaxZero => "SOFTMAX_ZERO",
        OnnxPostTransform.Probit => "PROBIT",
        _ => throw new ArgumentOutOfRangeException(nameof(transform), transform, null),
    };

    public static string Of(OnnxCaseChange change) => change switch
    {
        OnnxCaseChange.None => "NONE",
        OnnxCaseChange.Lower => "LOWER",
        OnnxCaseChange.Upper => "UPPER",
        _ => throw new ArgumentOutOfRangeException(nameof(change), change, null),
    };
}
