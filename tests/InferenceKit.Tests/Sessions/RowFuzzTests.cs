using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using InferenceKit.Sessions.Rows;
using InferenceKit.Testing;

namespace InferenceKit.Tests.Sessions;

/// <summary>Random rows around every limit; each answer is compared with what was written. INFERENCEKIT_FUZZ_SECONDS makes it longer.</summary>
public sealed class RowFuzzTests
{
    private const int RunElements = (int)(RunMemory.MaxRunBytes / sizeof(float));

    private static readonly string[] Kinds = ["fixed", "dynamic", "strings"];

    [Fact]
    public void Every_row_is_answered_with_what_was_written_to_it()
    {
        var seconds = double.Parse(Environment.GetEnvironmentVariable("INFERENCEKIT_FUZZ_SECONDS") ?? "2", CultureInfo.InvariantCulture);
        var clock = Stopwatch.StartNew();
        for (var seed = 1; clock.Elapsed.TotalSeconds < seconds; seed++)
        {
            var random = new Random(seed);
            var kinds = Enumerable.Range(0, random.Next(1, 4)).Select(_ => Kinds[random.Next(Kinds.Length)]).ToArray();
            var width = random.Next(4) == 0 ? random.Next(1, RunElements / 4) : random.Next(1, 5);
            try
            {
                Run(random, kinds, width, clock, seconds);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                throw new InvalidOperationException($"Seed {seed}: {string.Join(", ", kinds)}, width {width}: {e.Message}", e);
            }
        }
    }

    /// <summary>A model that gives back all it gets: one output that is the input itself, and one that is made from it.</summary>
    private static byte[] Build(string[] kinds, int width)
    {
        var model = OnnxModelBuilder.Create();
        for (var i = 0; i < kinds.Length; i++)
        {
            var type = kinds[i] == "strings" ? ElementType.String : ElementType.Float32;
            OnnxDimension size = kinds[i] == "dynamic" ? $"n{i}" : kinds[i] == "strings" ? 3 : width;
            model.Input($"x{i}", type, "batch", size);
            if (type == ElementType.String) model.Identity($"x{i}", $"y{i}");
            else model.Mul($"x{i}", -1f, $"y{i}");
            model.Output($"x{i}", type, "batch", size).Output($"y{i}", type, "batch", size);
        }
        return model.Build();
    }

    private static void Run(Random random, string[] kinds, int width, Stopwatch clock, double seconds)
    {
        using var session = TestModel.Load(Build(kinds, width));
        using var batch = session.CreateRows(random.Next(1, 100));
        for (var run = 0; run < 12 && clock.Elapsed.TotalSeconds < seconds; run++)
        {
            if (random.Next(5) == 0) batch.Trim();
            batch.BeginRun();
            var rows = new List<(int[] Sizes, int Seed)>();
            var sizes = Sizes(random, kinds, width);
            var wanted = random.Next(1, batch.Capacity + 8);
            for (var i = 0; i < wanted; i++)
            {
                if (random.Next(30) == 0) sizes = Sizes(random, kinds, width);
                var seed = random.Next(1, 1000);
                Write(random, batch, kinds, sizes, seed);
                var before = batch.Rows;
                if (batch.EndRow())
                {
                    rows.Add((sizes, seed));
                    Assert.Equal(before + 1, batch.Rows);
                }
                else Assert.Equal(before, batch.Rows);
                if (random.Next(20) != 0 || rows.Count < 2) continue;
                var kept = random.Next(1, rows.Count);
                batch.RemoveFrom(kept);
                rows.RemoveRange(kept, rows.Count - kept);
            }
            Assert.NotEmpty(rows);
            Assert.InRange(batch.Rows, 1, batch.Capacity);
            session.RunCompletely(batch);
            for (var row = 0; row < rows.Count; row++) Check(batch, kinds, rows[row].Sizes, rows[row].Seed, row);
        }
    }

    private static int[] Sizes(Random random, string[] kinds, int width)
    {
        var sizes = new int[kinds.Length];
        for (var i = 0; i < sizes.Length; i++)
        {
            sizes[i] = kinds[i] switch
            {
                "fixed" => width,
                "strings" => 3,
                _ => random.Next(6) switch
                {
                    0 => random.Next(0, 3),
                    // Around the sizes of which a few fill a run exactly.
                    1 => RunElements / random.Next(1, 40) + random.Next(-2, 3),
                    2 => random.Next(1, 1 << 16),
                    _ => random.Next(1, 64),
                },
            };
        }
        return sizes;
    }

    private static void Write(Random random, RowBatch batch, string[] kinds, int[] sizes, int seed)
    {
        var writer = batch.BeginRow();
        for (var i = 0; i < kinds.Length; i++)
        {
            if (kinds[i] == "strings")
            {
                for (var s = 0; s < 3; s += 1 + (seed & 1)) writer.SetString(i, s, $"{seed}-{s}");
                continue;
            }
            if (random.Next(3) == 0)
            {
                var values = new float[sizes[i]];
                Mark(values, seed);
                if (kinds[i] == "fixed" && random.Next(2) == 0) writer.Write<float>(i, values);
                else batch.Inputs[i].WriteBytes(batch, batch.Rows, [sizes[i]], MemoryMarshal.AsBytes(values.AsSpan()));
                continue;
            }
            var row = kinds[i] == "fixed" ? writer.Row<float>(i) : writer.Row<float>(i, [sizes[i]]);
            Assert.Equal(sizes[i], row.Length);
            Assert.False(row.ContainsAnyExcept(0f));
            Mark(row, seed);
        }
    }

    private static void Check(RowBatch batch, string[] kinds, int[] sizes, int seed, int row)
    {
        var reader = batch.Read(row);
        for (var i = 0; i < kinds.Length; i++)
        {
            if (kinds[i] == "strings")
            {
                for (var s = 0; s < 3; s++)
                    for (var output = 2 * i; output < 2 * i + 2; output++)
                        Assert.Equal(s % (1 + (seed & 1)) == 0 ? $"{seed}-{s}" : "", Encoding.UTF8.GetString(reader.GetString(output, s)));
                continue;
            }
            var expected = new float[sizes[i]];
            Mark(expected, seed);
            Assert.True(reader.Row<float>(2 * i).SequenceEqual(expected));
            for (var e = 0; e < expected.Length; e++) expected[e] = -expected[e];
            Assert.True(reader.Row<float>(2 * i + 1).SequenceEqual(expected));
        }
    }

    // Both ends and some places between; all else is what the row must have been cleared to.
    private static void Mark(Span<float> row, int seed)
    {
        for (var i = 0; i < row.Length; i += 1 + row.Length / 7) row[i] = seed + i;
        if (row.Length > 0) row[^1] = -seed;
    }
}
