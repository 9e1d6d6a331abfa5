using System.Text;

namespace InferenceKit.Benchmarks.Inspecting;

/// <summary>Writes a codec for a signature: records for input and output, and the class that turns one into the other.</summary>
internal sealed class CodecSkeleton
{
    /// <summary>What a record has already.</summary>
    private static readonly string[] RecordMembers =
        ["Clone", "Deconstruct", "EqualityContract", "Equals", "GetHashCode", "GetType", "MemberwiseClone", "PrintMembers", "ReferenceEquals", "ToString"];

    private readonly string _name;
    private readonly SkeletonMember[] _inputs;
    private readonly SkeletonMember[] _outputs;

    private CodecSkeleton(string name, ModelSignature signature)
    {
        _name = CSharpName.Pascal(name, "Model");
        var inputs = signature.Inputs.Where(i => !i.IsOptional).ToArray();
        var names = CSharpName.Distinct([.. inputs.Select(i => i.Name), .. signature.Outputs.Select(o => o.Name)], "Value", [.. RecordMembers, _name + "Input", _name + "Output"]);
        _inputs = inputs.Select((spec, i) => new SkeletonMember(spec, names[i], isInput: true, signature.HasRows)).ToArray();
        _outputs = signature.Outputs.Select((spec, i) => new SkeletonMember(spec, names[inputs.Length + i], isInput: false, signature.HasRows)).ToArray();
    }

    /// <returns>C# to paste, or a comment that says why this model cannot be reached through a codec.</returns>
    public static string Write(string model, ModelSignature signature)
    {
        var skeleton = new CodecSkeleton(model, signature);
        return skeleton._inputs.FirstOrDefault(i => i.Keyword is null) is { } unsuited
            ? $"// Input {CSharpName.Literal(unsuited.Spec.Name)} is {unsuited.Spec}: codecs write tensors. Use IInferenceClient for this model.\n"
            : skeleton.Write(model);
    }

    private string Write(string model)
    {
        var usesText = _outputs.Any(o => o.Keyword == "string");
        var text = new StringBuilder();
        text.Append(usesText ? "using System.Text;\n" : "").Append("using InferenceKit;\n\n");
        text.Append($"// Register it: services.AddInference(...).AddModel({CSharpName.Literal(model)}, new {_name}Codec());\n");
        text.Append($"public sealed record {_name}Input({Members(_inputs)});\n\n");
        text.Append($"public sealed record {_name}Output({Members(_outputs)});\n\n");
        text.Append($$"""
            public sealed class {{_name}}Codec : PredictionCodec<{{_name}}Input, {{_name}}Output>
            {
                public override BoundCodec<{{_name}}Input, {{_name}}Output> Bind(ModelSignature signature) => new Bound(
            {{string.Join(",\n", [.. Lookups(_inputs, "Input"), .. Lookups(_outputs, "Output")])}});

                private sealed class Bound({{string.Join(", ", _inputs.Concat(_outputs).Select(m => $"int {m.Index}"))}}) : BoundCodec<{{_name}}Input, {{_name}}Output>
                {
                    public override void Encode({{_name}}Input input, TensorWriter writer)
                    {
            {{string.Join("\n", _inputs.Select(CodecStatements.Encode))}}
                    }

                    public override {{_name}}Output Decode(TensorReader reader) => new(
            {{string.Join(",\n", _outputs.Select(CodecStatements.Decode))}});
            {{(_outputs.Any(o => o is { Keyword: "string", IsScalar: false }) ? CodecStatements.ReadStrings : "")}}    }
            }

            """);
        return text.ToString();
    }

    private static string Members(IEnumerable<SkeletonMember> members) =>
        string.Join(", ", members.SelectMany(m => CodecStatements.NeedsShape(m) ? [$"{m.Type} {m.Name}", $"long[] {m.Name}Shape"] : (string[])[$"{m.Type} {m.Name}"]));

    private static IEnumerable<string> Lookups(IEnumerable<SkeletonMember> members, string side) =>
        members.Select(m => $"        signature.IndexOf{side}({CSharpName.Literal(m.Spec.Name)})");
}
