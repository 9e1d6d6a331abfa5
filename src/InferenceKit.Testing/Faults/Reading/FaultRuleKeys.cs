using System.Globalization;
using InferenceKit.Configuration.Reading;

namespace InferenceKit.Testing.Faults.Reading;

/// <summary>The keys of <see cref="FaultRule"/>.</summary>
internal static class FaultRuleKeys
{
    public static KeyTable<FaultRuleReading> Table { get; } = new KeyTable<FaultRuleReading>()
        .Value<FaultKind>(nameof(FaultRule.Kind), ValueFormats.Choice, (r, v) => r.Rule = r.Rule with { Kind = v })
        .Value<double>(nameof(FaultRule.Rate), Number, (r, v) => r.Rule = r.Rule with { Rate = v })
        .Value<string>(nameof(FaultRule.Model), ValueFormats.Text, (r, v) => r.Rule = r.Rule with { Model = v })
        .Value<string>(nameof(FaultRule.Version), ValueFormats.Text, (r, v) => r.Rule = r.Rule with { Version = v })
        .Value<TimeSpan>(nameof(FaultRule.Delay), ValueFormats.Duration, (r, v) => r.Rule = r.Rule with { Delay = v })
        .Value<bool>(nameof(FaultRule.IgnoresTermination), ValueFormats.Flag, (r, v) => r.Rule = r.Rule with { IgnoresTermination = v });

    private static string? Number(string text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) ? null : "is not a number such as \"0.05\"";
}
