namespace InferenceKit.Tests.Docs;

/// <summary>A fenced block of a Markdown page.</summary>
/// <param name="Page">The page's path in the repository.</param>
/// <param name="FirstLine">The number of the line after the fence.</param>
/// <param name="Language">The first word after the fence, in lower case.</param>
/// <param name="Mark">What follows it.</param>
/// <param name="Text">The content.</param>
internal sealed record CodeBlock(string Page, int FirstLine, string Language, string Mark, string Text)
{
    public override string ToString() => $"{Page}({FirstLine})";
}
