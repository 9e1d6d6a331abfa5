using System.Runtime.InteropServices;
using InferenceKit.Benchmarks.UserModels;

namespace InferenceKit.Benchmarks.Tests.UserModels;

public sealed class UserRowsTests
{
    [Fact]
    public void Whole_numbers_are_zeros_and_ones_because_they_may_be_indices()
    {
        var rows = UserRows.Draw(50, [new("ids", ElementType.Int64, [1, 8]), new("mask", ElementType.Bool, [1, 8])]);

        var ids = rows.SelectMany(r => MemoryMarshal.Cast<byte, long>(r.Inputs[0]).ToArray()).ToArray();
        Assert.Equal([0L, 1L], ids.Distinct().Order());
        Assert.All(rows.SelectMany(r => r.Inputs[1]), b => Assert.InRange(b, 0, 1));
    }

    [Theory]
    [InlineData(ElementType.Float32)]
    [InlineData(ElementType.Float64)]
    [InlineData(ElementType.Float16)]
    [InlineData(ElementType.BFloat16)]
    public void Rows_of_numbers_differ(ElementType type)
    {
        var rows = UserRows.Draw(20, [new("x", type, [1, 4])]);

        Assert.Equal(20, rows.Select(r => Convert.ToHexString(r.Inputs[0])).Distinct().Count());
        Assert.All(rows, r => Assert.Equal(4 * ElementSize.Of(type), r.Inputs[0].Length));
    }

    [Fact]
    public void Rows_of_text_cannot_be_made_up() =>
        Assert.Throws<NotSupportedException>(() => new UserInput("words", ElementType.String, [1, 2]));
}
