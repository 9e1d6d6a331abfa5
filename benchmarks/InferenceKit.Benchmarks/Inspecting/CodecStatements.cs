namespace InferenceKit.Benchmarks.Inspecting;

/// <summary>The lines of a skeleton that move one tensor.</summary>
internal static class CodecStatements
{
    /// <summary>Added once to a codec that reads strings.</summary>
    public const string ReadStrings = """

                private static string[] Strings(TensorReader reader, int output)
                {
                    var length = 1L;
                    foreach (var dimension in reader.Shape(output))
                        length *= dimension;
                    var strings = new string[length];
                    for (var i = 0; i < strings.Length; i++)
                        strings[i] = Encoding.UTF8.GetString(reader.GetString(output, i));
                    return strings;
                }

        """;

    private const string Indent = "            ";

    /// <summary>Whether a row's shape cannot be told from its length, so that the input must say it.</summary>
    public static bool NeedsShape(SkeletonMember member) =>
        member is { IsFixed: false, ShapeFromLength: null } && member.Keyword is not null && member.IsInput;

    public static string Encode(SkeletonMember input)
    {
        if (input.IsScalar)
        {
            return input.IsString
                ? $"{Indent}writer.SetString({input.Index}, 0, input.{input.Name});"
                : $"{Indent}writer.Write<{input.Keyword}>({input.Index}, [input.{input.Name}]); // {input.Value.Text}";
        }

        var shape = input.ShapeFromLength ?? $"input.{input.Name}Shape";
        if (input.IsString)
        {
            var set = $"{Indent}for (var i = 0; i < input.{input.Name}.Length; i++)\n{Indent}    writer.SetString({input.Index}, i, input.{input.Name}[i]);";
            return input.IsFixed ? set : $"{Indent}writer.SetStringShape({input.Index}, {shape});\n{set}";
        }

        return input.IsFixed
            ? $"{Indent}writer.Write<{input.Keyword}>({input.Index}, input.{input.Name}); // {input.Value.Text}: {Length(input)} a row"
            : $"{Indent}input.{input.Name}.CopyTo(writer.Row<{input.Keyword}>({input.Index}, {shape})); // {input.Value.Text}";
    }

    public static string Decode(SkeletonMember output) => output.Keyword switch
    {
        null => $"{Indent}reader.Value({output.Index})",
        "string" when output.IsScalar => $"{Indent}Encoding.UTF8.GetString(reader.GetString({output.Index}, 0))",
        "string" => $"{Indent}Strings(reader, {output.Index})",
        var keyword => $"{Indent}reader.Row<{keyword}>({output.Index}){(output.IsScalar ? "[0]" : ".ToArray()")}",
    };

    private static long Length(SkeletonMember member) => member.RowShape!.Aggregate(1L, (product, d) => product * d!.Value);
}
