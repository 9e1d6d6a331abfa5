using InferenceKit.Testing.Onnx;

namespace InferenceKit.Testing;

public abstract partial class OnnxGraphBuilder<TSelf>
{
    /// <summary>Adds a change of case, after the stop words are removed. The input is String [texts] or [1, texts].</summary>
    /// <param name="input">The texts.</param>
    /// <param name="output">What is left of them. Where nothing is left, one empty text.</param>
    /// <param name="change">What happens to the case.</param>
    /// <param name="stopWords">Texts to drop.</param>
    /// <param name="caseSensitive">Whether a stop word must match in case.</param>
    /// <param name="locale">Whose rules of case apply. <c>C</c>, the default here, knows only ASCII letters but is on every machine; ONNX's own, <c>en_US</c>, is missing in many containers, and the model then fails to load.</param>
    public TSelf StringNormalizer(
        OnnxOperand input,
        string output,
        OnnxCaseChange change,
        ReadOnlySpan<string> stopWords = default,
        bool caseSensitive = false,
        string locale = "C")
    {
        List<OnnxAttribute> attributes =
        [
            OnnxAttribute.Of("case_change_action", OnnxNames.Of(change)),
            OnnxAttribute.Of("is_case_sensitive", caseSensitive ? 1 : 0),
            OnnxAttribute.Of("locale", locale),
        ];
        if (!stopWords.IsEmpty)
            attributes.Add(OnnxAttribute.Of("stopwords", stopWords));

        return Node("StringNormalizer", [input], [output], attributes.ToArray());
    }

    /// <summary>Adds two texts joined, element by element, with broadcasting. Needs opset 20.</summary>
    public TSelf StringConcat(OnnxOperand left, OnnxOperand right, string output) =>
        Node("StringConcat", [left, right], [output], [], OnnxDomain.Standard, null, 20);
}
