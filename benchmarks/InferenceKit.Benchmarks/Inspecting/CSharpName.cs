using System.Text;

namespace InferenceKit.Benchmarks.Inspecting;

/// <summary>Names in a model may hold anything; names in C# may not.</summary>
internal static class CSharpName
{
    /// <summary>Parts joined in capitals: <c>input_ids</c> becomes <c>InputIds</c>.</summary>
    public static string Pascal(string name, string fallback)
    {
        var text = new StringBuilder();
        var isStart = true;
        foreach (var letter in name)
        {
            if (!char.IsAsciiLetterOrDigit(letter))
            {
                isStart = true;
                continue;
            }

            text.Append(isStart ? char.ToUpperInvariant(letter) : letter);
            isStart = false;
        }

        if (text.Length == 0)
            return fallback;
        return char.IsAsciiDigit(text[0]) ? fallback + text : text.ToString();
    }

    /// <summary>As <see cref="Pascal"/>, each name once and none of those that are taken already.</summary>
    public static string[] Distinct(IEnumerable<string> names, string fallback, IEnumerable<string> takenAlready)
    {
        var taken = new HashSet<string>(takenAlready, StringComparer.OrdinalIgnoreCase);
        return names.Select(name =>
        {
            var wanted = Pascal(name, fallback);
            var free = wanted;
            for (var i = 2; !taken.Add(free); i++)
                free = $"{wanted}{i}";
            return free;
        }).ToArray();
    }

    /// <summary>The text of a string literal.</summary>
    public static string Literal(string text)
    {
        var literal = new StringBuilder("\"");
        foreach (var letter in text)
        {
            if (letter is '"' or '\\')
                literal.Append('\\').Append(letter);
            else if (char.IsControl(letter) || char.IsSurrogate(letter) || letter is '\u2028' or '\u2029')
                literal.Append("\\u").Append(((int)letter).ToString("x4", System.Globalization.CultureInfo.InvariantCulture));
            else
                literal.Append(letter);
        }

        return literal.Append('"').ToString();
    }
}
