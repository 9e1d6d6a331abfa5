namespace InferenceKit.Conformance.Values;

/// <summary>A tensor: little-endian bytes, or strings in UTF-8.</summary>
internal sealed record CaseTensor(ElementType ElementType, long[] Shape, byte[] Bytes, byte[][] Strings) : CaseValue
{
    public override string ToString() => $"{ElementType}[{string.Join(',', Shape)}]";
}
