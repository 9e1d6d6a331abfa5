using System.Collections.Immutable;
using System.Globalization;
using InferenceKit.Serving;
using InferenceKit.Serving.Traffic;

namespace InferenceKit.DataPlane.Traffic;

/// <summary>Finds the first targeting rule that a request's attributes meet. Pure.</summary>
internal static class RuleMatch
{
    /// <param name="model">For messages.</param>
    /// <param name="rules">In their order.</param>
    /// <param name="attributes">The request's; null for none.</param>
    /// <param name="rule">The place of the rule; -1 for none.</param>
    /// <returns>Null, or which attribute is of a kind that its rule cannot look at.</returns>
    public static InferenceFailure? Find(
        ServedModel model, ImmutableArray<TargetingRule> rules, IReadOnlyDictionary<string, object>? attributes, out int rule)
    {
        rule = -1;
        if (attributes is null || attributes.Count == 0) return null;
        for (var i = 0; i < rules.Length; i++)
        {
            var holds = true;
            foreach (var condition in rules[i].Conditions)
            {
                if (!attributes.TryGetValue(condition.Attribute, out var value)) holds = false;
                else if (!TryHold(condition, value, out var met)) return RoutingFailures.BadAttribute(model.Name, rules[i].Key, condition, value);
                else holds = met;
                if (!holds) break;
            }
            if (!holds) continue;
            rule = i;
            break;
        }
        return null;
    }

    private static bool TryHold(AttributeCondition condition, object? value, out bool holds)
    {
        holds = false;
        if (condition.AtLeast is not null || condition.Below is not null)
        {
            if (!TryNumber(value, out var number)) return false;
            holds = !(number < condition.AtLeast) && !(number >= condition.Below) && !double.IsNaN(number);
            return true;
        }
        if (Text(value) is not { } text) return false;
        // Configuration writes truth values in several ways.
        var comparer = value is bool ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;
        holds = (condition.StartsWith is null || text.StartsWith(condition.StartsWith, StringComparison.Ordinal))
            && (condition.OneOf.IsDefault || condition.OneOf.Contains(text, comparer));
        return true;
    }

    /// <summary>As configuration would write it.</summary>
    private static string? Text(object? value) => value switch
    {
        string text => text,
        bool flag => flag ? "true" : "false",
        Enum name => name.ToString(),
        Guid or byte or sbyte or short or ushort or int or uint or long or ulong or float or double or decimal => Convert.ToString(value, CultureInfo.InvariantCulture),
        _ => null,
    };

    private static bool TryNumber(object? value, out double number)
    {
        var isNumber = value is byte or sbyte or short or ushort or int or uint or long or ulong or float or double or decimal;
        number = isNumber ? Convert.ToDouble(value, CultureInfo.InvariantCulture) : 0;
        return isNumber;
    }
}
