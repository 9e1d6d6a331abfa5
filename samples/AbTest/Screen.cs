using Spectre.Console;

namespace AbTest;

/// <summary>What the experiment prints.</summary>
internal static class Screen
{
    public static void Show(string title, Counts counts)
    {
        var table = new Table().Title(title).AddColumns("deal", "arm", "requests", "share", "propensity");
        foreach (var deal in counts.Rows.GroupBy(r => r.Deal))
        {
            var all = deal.Sum(r => r.Requests);
            foreach (var row in deal)
                table.AddRow($"{row.Deal}", row.Arm, $"{row.Requests:N0}", $"{(double)row.Requests / all:P1}", $"{row.Propensity:0.00}");
        }
        AnsiConsole.Write(table);
    }

    /// <summary>Users that changed their arm against the least that the weights allow.</summary>
    public static void ShowMoved(Counts before, Counts after, double least)
    {
        var moved = before.Arms.Count(user => after.Arms[user.Key] != user.Value);
        var left = before.Arms.Count(user => user.Value == "challenger" && after.Arms[user.Key] != "challenger");
        AnsiConsole.WriteLine($"{moved:N0} of {before.Arms.Count:N0} users moved ({(double)moved / before.Arms.Count:P1}); the least is {least:P1} of all keys. {left} left the challenger.");
    }
}
