using System.Globalization;
using InferenceKit.DataPlane.Shadows;

namespace InferenceKit.Tests.DataPlane.Shadows;

/// <summary>A report as people read it.</summary>
public sealed class ReportTextTests
{
    [Fact]
    public void It_says_all_of_a_report_in_columns()
    {
        var tally = Answers.NewTally(Answers.Policy with { TopK = 1 });
        for (var i = 0; i < 12; i++) tally.AddSampled();
        tally.AddDropped(ShadowDrop.QueueFull, 2);
        tally.AddDropped(ShadowDrop.TooLate);
        for (var i = 0; i < 9; i++) tally.Add(Answers.Of([1f, 2f]), Answers.Of([1f, 2f]), null, null, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(1.25));
        tally.Add(Answers.Of([1f, 2f]), Answers.Of([5f, float.NaN]), null, null, TimeSpan.FromMilliseconds(2), TimeSpan.FromMilliseconds(1));
        tally.Add(Answers.Of([1f, 2f]), null, null, new(InferenceError.QueueFull, ""), default, default);
        tally.AddNoise(Answers.Of([1f, 2f]), Answers.Of([1f, 2f]));
        tally.AddNoise([new("other", InferenceValue.Absent)], [new("other", InferenceValue.Absent)]);
        tally.AddTyped("same decision", true);
        var expected = """
            Shadow 'next' of 'fraud'
            Rows      12 sampled; dropped: QueueFull 2, TooLate 1
            Pairs     10 compared; equal: 9 = 90.00 % (95 %: 59.58 to 98.21)
            Noise     2 compared; equal: 2 = 100.00 % (95 %: 34.24 to 100.00)
            Failures  only primary 0, only shadow 1, both 0; of the shadow: QueueFull 1
            Latency   shadow - primary: median +0.25 ms, 10 % +0.125 ms, 90 % +0.25 ms
                      shadow slower: 9 = 90.00 % (95 %: 59.58 to 98.21); sign test p = 0.0215
            Comparer  same decision: 1 compared; agree: 1 = 100.00 % (95 %: 20.65 to 100.00)

            output                  pairs   within misfits   NaN p/s  max abs mean abs  max rel mean rel   labels at least top-k
            y                          10  90.00 %       0       0/1        4    0.211        4    0.211  90.00 %  59.58 % 0.900
              noise                     1 100.00 %       0       0/0        0        0        0        0 100.00 %  20.65 % 1.000
            other (noise)               1 100.00 %       0       0/0        -        -        -        -        -        -     -

            """;
        Assert.Equal(expected.ReplaceLineEndings(), tally.Report().ToString());
    }

    [Fact]
    public void An_empty_report_has_no_table()
    {
        var expected = """
            Shadow 'next' of 'fraud'
            Rows      0 sampled; dropped: none
            Pairs     0 compared; equal: -
            Noise     0 compared; equal: -
            Failures  only primary 0, only shadow 0, both 0; of the shadow: none

            """;
        Assert.Equal(expected.ReplaceLineEndings(), Answers.NewTally().Report().ToString());
    }

    [Fact]
    public void Lines_are_never_wider_than_a_console_nor_broken_by_a_name()
    {
        var name = "a\n\u001b" + new string('x', 500);
        var tally = new ShadowTally(name, name, Answers.Policy);
        tally.AddTyped(name, false);
        foreach (var error in Enum.GetValues<InferenceError>()) tally.Add(null, null, null, new(error, ""), default, default);
        for (var i = 0; i < 20_000; i++) tally.Add(Large(double.NaN), Large(double.NaN), null, null, default, TimeSpan.FromDays(1000));
        tally.Add(Large(1e-300), Large(double.MaxValue), null, null, default, default);
        tally.Add(Large(1), [new(name, TensorValue.Copy([1.0], 1, 1, 1, 1, 1))], null, null, default, default);
        tally.AddNoise(Large(1), Large(2));
        var lines = tally.Report().ToString().Split(Environment.NewLine);
        Assert.Equal(14, lines.Length);
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 120));
        Assert.DoesNotContain(lines, line => line.Any(char.IsControl));
        Assert.Contains(lines, line => line.Contains("a??xxx", StringComparison.Ordinal) && line.Contains("2E308", StringComparison.Ordinal));
        Assert.Single(lines.Where(line => line.StartsWith("output", StringComparison.Ordinal) || line.StartsWith("a??", StringComparison.Ordinal) || line.StartsWith("  noise", StringComparison.Ordinal)).Select(line => line.Length).Distinct());

        NamedValue[] Large(double value) => [new(name, TensorValue.Copy([value, value], 2))];
    }

    [Fact]
    public void Nearly_all_is_not_all()
    {
        var tally = Answers.NewTally();
        for (var i = 0; i < 100_000; i++) tally.AddTyped("near", i != 0);
        Assert.Contains("99999 = 99.99 % (", tally.Report().ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_the_same_in_every_culture()
    {
        var (tally, culture) = (Answers.NewTally(), CultureInfo.CurrentCulture);
        tally.Add(Answers.Of([1f]), Answers.Of([1.5f]), null, null, default, TimeSpan.FromMilliseconds(1.5));
        var text = tally.Report().ToString();
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = ",", NegativeSign = "minus" } };
            Assert.Equal(text, tally.Report().ToString());
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }
}
