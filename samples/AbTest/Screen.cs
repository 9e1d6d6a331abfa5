using Spectre.Console;

namespace AbTest;

/// <summary>What the experiment prints.</summary>
internal static class Screen
{
    public static void Show(string title, Counts counts)
    {
        var table = new Table().Title(title).AddColumns("allocation", "variant", "requests", "share", "propensity");
        foreach (var allocation in counts.Rows.GroupBy(r => r.Allocation))
        {
            var all = allocation.Sum(r => r.Requests);
            foreach (var row in allocation)
                table.AddRow($"{row.Allocation}", row.Variant, $"{row.Requests:N0}", $"{(double)row.Requests / all:P1}", $"{row.Propensity:0.00}");
        }
        AnsiConsole.Write(table);
    }

    /// <summary>Users that changed their variant against the least that the weights allow.</summary>
    public static void ShowMoved(Counts before, Counts after, double least)
    {
        var moved = before.Variants.Count(user => after.Variants[user.Key] != user.Value);
        var left = before.Variants.Count(user => user.Value == "challenger" && after.Variants[user.Key] != "challenger");
        AnsiConsole.WriteLine($"{moved:N0} of {before.Variants.Count:N0} users moved ({(double)moved / before.Variants.Count:P1}); the least is {least:P1} of all keys. {left} left the challenger.");
    }
}
