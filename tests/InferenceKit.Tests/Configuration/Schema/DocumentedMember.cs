using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace InferenceKit.Tests.Configuration.Schema;

/// <summary>What the documentation comment of a property or type says, as plain text.</summary>
/// <param name="Text">The summary.</param>
/// <param name="Default">What follows <c>Default:</c> in its <c>value</c> element, or null.</param>
internal sealed partial record DocumentedMember(string Text, string? Default)
{
    private static readonly Lazy<Dictionary<string, XElement>> Members = new(() =>
        XDocument.Load(Path.ChangeExtension(typeof(InferenceOptions).Assembly.Location, ".xml"))
            .Descendants("member").ToDictionary(member => member.Attribute("name")!.Value, StringComparer.Ordinal));

    public static DocumentedMember Of(PropertyInfo property) => Read($"P:{property.DeclaringType!.FullName}.{property.Name}");

    public static DocumentedMember Of(Type type) => Read($"T:{type.FullName}");

    private static DocumentedMember Read(string name)
    {
        if (!Members.Value.TryGetValue(name, out var member) || member.Element("summary") is not { } summary)
            throw new InvalidOperationException($"{name} has no documentation comment.");
        var value = summary.Descendants("value").FirstOrDefault() ?? member.Element("value");
        return new(TextOf(summary), value is not null && DefaultMark().Match(TextOf(value)) is { Success: true } mark ? TextOf(value)[mark.Length..] : null);
    }

    private static string TextOf(XElement element) =>
        Blank().Replace(string.Concat(element.Nodes().Select(node => node switch
        {
            XText text => text.Value,
            XElement { IsEmpty: true } reference => NameIn(reference),
            XElement nested => TextOf(nested),
            _ => "",
        })), " ").Trim();

    /// <summary>As it would be spoken of in the same namespace: <c>QueueFull</c>, <c>PredictManyAsync</c>.</summary>
    private static string NameIn(XElement reference)
    {
        var full = (reference.Attribute("cref") ?? reference.Attribute("name") ?? reference.Attribute("langword"))?.Value ?? "";
        return full.Split('(')[0].Split('.', ':')[^1].Split('`')[0];
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blank();

    [GeneratedRegex(@"^Default:\s*")]
    private static partial Regex DefaultMark();
}
