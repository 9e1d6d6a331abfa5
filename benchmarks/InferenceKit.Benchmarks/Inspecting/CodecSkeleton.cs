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

    private CodecSkeleton(string name, InspectedModel model)
    {
        _name = CSharpName.Pascal(name, "Model");
        var names = CSharpName.Distinct([.. model.Inputs.Select(i => i.Name), .. model.Outputs.Select(o => o.Name)], "Value", [.. RecordMembers, _name + "Input", _name + "Output"]);
        _inputs = model.Inputs.Select((value, i) => new SkeletonMember(value, names[i], isInput: true, model.HasRows)).ToArray();
        _outputs = model.Outputs.Select((value, i) => new SkeletonMember(value, names[_inputs.Length + i], isInput: false, model.HasRows)).ToArray();
    }

    /// <returns>C# to paste, or a comment that says why this model cannot be reached through a codec.</returns>
    public static string Write(string name, InspectedModel model)
    {
        var skeleton = new CodecSkeleton(name, model);
        return skeleton._inputs.FirstOrDefault(i => i.Keyword is null) is { } unsuited
            ? $"// Input {CSharpName.Literal(unsuited.Value.Name)} is {unsuited.Value.Text}: codecs write tensors. Use IInferenceClient for this model.\n"
            : skeleton.Write(name);
    }

    private string Write(string name)
    {
        var usesText = _outputs.Any(o => o.Keyword == "string");
        var text = new StringBuilder();
        text.Append(usesText ? "using System.Text;\n" : "").Append("using InferenceKit;\n\n");
        text.Append($"// Register it: services.AddInference(...).AddModel({CSharpName.Literal(name)}, new {_name}Codec());\n");
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
        members.Select(m => $"        signature.IndexOf{side}({CSharpName.Literal(m.Value.Name)})");
}
