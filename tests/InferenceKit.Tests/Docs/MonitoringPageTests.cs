using System.Diagnostics.Metrics;
using InferenceKit.Monitoring;
using InferenceKit.Tests.Sources;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceKit.Tests.Docs;

public sealed class MonitoringPageTests
{
    private static readonly string Page = RepositoryRoot.At("docs/monitoring.md");

    [Fact]
    public async Task The_table_has_every_instrument_with_its_unit()
    {
        var services = new ServiceCollection();
        services.AddMetrics().AddInference();
        await using var provider = services.BuildServiceProvider();
        var factory = provider.GetRequiredService<IMeterFactory>();
        var actual = new List<(string, string?)>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            // Other tests have meters of this name at the same time.
            if (instrument.Meter.Name == InferenceMetrics.MeterName && instrument.Meter.Scope == factory) actual.Add((instrument.Name, instrument.Unit));
        };
        listener.Start();
        provider.GetRequiredService<InferenceMetrics>();

        var stated = TableRow.In(Page)
            .Where(row => row.Name.StartsWith("inferencekit.", StringComparison.Ordinal))
            .Select(row => (row.Name, (string?)row.Cells[0].Split(", ")[^1]));
        Assert.Equal(actual.Order(), stated.Order());
    }

    [Fact]
    public void Every_outcome_is_named()
    {
        var text = File.ReadAllText(Page);
        Assert.All(Enumerable.Range(0, OutcomeNames.Count), i => Assert.Contains($"`{OutcomeNames.At(i)}`", text, StringComparison.Ordinal));
    }
}
