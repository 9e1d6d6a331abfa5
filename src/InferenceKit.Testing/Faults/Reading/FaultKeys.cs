using InferenceKit.Configuration.Reading;

namespace InferenceKit.Testing.Faults.Reading;

/// <summary>The keys of <see cref="FaultOptions"/>.</summary>
internal static class FaultKeys
{
    public static KeyTable<FaultOptions> Table { get; } = new KeyTable<FaultOptions>()
        .Value<bool>(nameof(FaultOptions.Enabled), ValueFormats.Flag, (o, v) => o.Enabled = v)
        .Value<int>(nameof(FaultOptions.Seed), ValueFormats.Int32, (o, v) => o.Seed = v)
        .Add(nameof(FaultOptions.Rules), static (section, options, errors) =>
        {
            foreach (var child in SectionReader.Children(section, errors))
            {
                var reading = new FaultRuleReading(options.Rules.TryGetValue(child.Key, out var before) ? before : FaultRuleReading.Empty);
                FaultRuleKeys.Table.Read(child, reading, errors);
                options.Rules[child.Key] = reading.Rule;
            }
        });
}
