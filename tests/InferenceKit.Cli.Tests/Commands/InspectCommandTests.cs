using System.Text.Json;
using InferenceKit.Cli.CommandLine;
using InferenceKit.Testing;

namespace InferenceKit.Cli.Tests.Commands;

public sealed class InspectCommandTests
{
    [Fact]
    public async Task A_version_shows_signature_files_and_digest_however_it_is_named()
    {
        using var folders = new TestFolders().With("fraud", "3");
        var folder = Path.Combine(folders.Repository, "fraud", "3");
        JsonElement[] shown =
        [
            await ToolRun.JsonOf("inspect", folders.Repository, "fraud", "3"),
            await ToolRun.JsonOf("inspect", folder),
            await ToolRun.JsonOf("inspect", Path.Combine(folder, "model.onnx")),
        ];
        Assert.Single(shown.Select(s => s.GetProperty("digest").GetString()).Distinct());
        Assert.All(shown[..2], s => Assert.Equal(("fraud", "3"), (s.GetProperty("model").GetString(), s.GetProperty("version").GetString())));
        var input = shown[2].GetProperty("signature").GetProperty("inputs")[0];
        Assert.Equal("x", input.GetProperty("name").GetString());
        Assert.Equal("tensor", input.GetProperty("kind").GetString());
        Assert.Equal("float32", input.GetProperty("elementType").GetString());
        Assert.Equal("[null,2]", JsonSerializer.Serialize(input.GetProperty("shape")));
        Assert.True(shown[2].GetProperty("signature").GetProperty("hasRows").GetBoolean());
        Assert.Equal("row-sum", shown[2].GetProperty("metadata").GetProperty("graph").GetString());
        Assert.True(shown[2].GetProperty("metadata").GetProperty("opsets").GetProperty("ai.onnx").GetInt64() > 0);
    }

    [Fact]
    public async Task A_report_for_people_says_the_same()
    {
        using var folders = new TestFolders().With("fraud", "3");
        var output = (await ToolRun.Of("inspect", folders.Repository, "fraud", "3")).Ends(ExitCode.Done).Output;
        Assert.Contains("Float32[batch,2]", output, StringComparison.Ordinal);
        Assert.Contains("sha256:", output, StringComparison.Ordinal);
        Assert.Contains("row-sum", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_that_cannot_be_loaded_does_not_verify()
    {
        using var folders = new TestFolders();
        var file = folders.Add("fraud", "1", "<html>"u8.ToArray());
        Assert.Contains("HTML", (await ToolRun.Of("inspect", file)).Refuses(ExitCode.NotVerified), StringComparison.Ordinal);
        Assert.Contains("HTML", (await ToolRun.Of("inspect", folders.Repository, "fraud", "1")).Refuses(ExitCode.NotVerified), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_there_is_not_found()
    {
        using var folders = new TestFolders().With("fraud", "1");
        (await ToolRun.Of("inspect", folders.At("nothing"))).Refuses(ExitCode.NotFound);
        (await ToolRun.Of("inspect", folders.Repository, "churn", "1")).Refuses(ExitCode.NotFound);
        (await ToolRun.Of("inspect", folders.Repository, "fraud", "2")).Refuses(ExitCode.NotFound);
    }

    [Fact]
    public async Task A_folder_that_is_no_version_is_called_that()
    {
        using var folders = new TestFolders().With("fraud", "1");
        var none = Directory.CreateDirectory(folders.At("empty")).FullName;
        Assert.Contains("no version", (await ToolRun.Of("inspect", none)).Refuses(ExitCode.NotVerified), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Values_that_are_no_tensors_have_neither_element_type_nor_shape()
    {
        using var folders = new TestFolders();
        var file = folders.Add("classes", "1", OnnxModels.ForestClassifier(2, new[] { "no", "yes" }));
        var shown = await ToolRun.JsonOf("inspect", file);
        foreach (var output in shown.GetProperty("signature").GetProperty("outputs").EnumerateArray())
            if (output.GetProperty("kind").GetString() != "tensor") Assert.Equal(JsonValueKind.Null, output.GetProperty("shape").ValueKind);
    }

    [Fact]
    public async Task A_file_that_is_replaced_while_it_is_inspected_is_shown_with_its_own_digest()
    {
        using var folders = new TestFolders();
        var (two, three) = (OnnxModels.RowSum(2), OnnxModels.RowSum(3));
        var file = folders.Add("fraud", "1", two);
        var digest = (await ToolRun.JsonOf("inspect", folders.Repository, "fraud", "1")).GetProperty("digest").GetString();
        string[][] ways = [[folders.Repository, "fraud", "1"], [Path.GetDirectoryName(file)!], [file]];
        using var stop = new CancellationTokenSource();
        var other = Task.Run(() =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                File.WriteAllBytes(folders.At("next"), i % 2 == 0 ? three : two);
                File.Move(folders.At("next"), file, overwrite: true);
            }
        });
        for (var i = 0; i < 60; i++)
        {
            var run = await ToolRun.Of(["inspect", .. ways[i % 3], "--json"]);
            // Replaced while it was copied.
            if (run.Code == ExitCode.Unreadable) continue;
            var shown = run.Ends(ExitCode.Done).Json;
            var width = shown.GetProperty("signature").GetProperty("inputs")[0].GetProperty("shape")[1].GetInt64();
            Assert.Equal(shown.GetProperty("digest").GetString() == digest ? 2 : 3, width);
        }
        await stop.CancelAsync();
        await other;
    }

    [Fact]
    public async Task A_model_that_cannot_be_loaded_is_called_by_its_own_path()
    {
        using var folders = new TestFolders();
        var file = folders.Add("fraud", "1", "<html>"u8.ToArray());
        foreach (var named in (string[])[file, Path.GetDirectoryName(file)!])
        {
            var error = (await ToolRun.Of("inspect", named)).Refuses(ExitCode.NotVerified);
            Assert.DoesNotContain("inferencekit-staging", error, StringComparison.Ordinal);
            Assert.Contains(file, error, StringComparison.Ordinal);
        }
    }
}
