using InferenceKit.Sessions;
using InferenceKit.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceKit.Tests.Sessions;

/// <summary>The memory of rows: nothing is written beyond it, whatever codecs and callers do, and nothing is read that a run did not write.</summary>
public sealed class RowMemoryTests
{
    private static readonly int Seconds = int.TryParse(Environment.GetEnvironmentVariable("INFERENCEKIT_FUZZ_SECONDS"), out var seconds) ? seconds : 2;

    [Fact]
    public void Rows_of_random_shapes_and_numbers_stay_within_their_buffers_and_come_back_as_they_were_written()
    {
        var first = Environment.GetEnvironmentVariable("INFERENCEKIT_FUZZ_SEED") is { } given ? int.Parse(given, System.Globalization.CultureInfo.InvariantCulture) : 1;
        var end = TimeProvider.System.GetTimestamp() + Seconds * TimeProvider.System.TimestampFrequency;
        for (var seed = first; TimeProvider.System.GetTimestamp() < end; seed++)
        {
            try
            {
                Write(new Random(seed));
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Seed {seed} (INFERENCEKIT_FUZZ_SEED): {e.Message}", e);
            }
        }
    }

    [Fact]
    public void A_row_beyond_the_capacity_is_refused_and_written_nowhere()
    {
        using var batch = new WrittenRows(new([new("x", ValueKind.Tensor, ElementType.Float32, [null, 3], ["n", null])], [Output()]), capacity: 2);
        batch.BeginRun();
        for (var row = 0; row < 2; row++)
        {
            batch.BeginRow().Write<float>(0, [row, row, row]);
            Assert.True(batch.EndRow());
        }
        Assert.False(batch.HasRoom);
        batch.BeginRow().Row<float>(0).Fill(9);
        Assert.False(batch.EndRow());
        Assert.Equal(2, batch.Rows);
        batch.EndRun();
    }

    [Fact]
    public void Strings_beyond_the_capacity_are_refused()
    {
        using var batch = new WrittenRows(new([new("x", ValueKind.Tensor, ElementType.String, [null, 2], ["n", null])], [Output()]), capacity: 1);
        batch.BeginRun();
        batch.BeginRow().SetString(0, 1, "a");
        Assert.True(batch.EndRow());
        batch.BeginRow().SetString(0, 1, "b");
        Assert.False(batch.EndRow());
        Assert.Equal(1, batch.Rows);
    }

    [Fact]
    public void Several_open_inputs_share_what_a_run_may_take()
    {
        ValueSpec Open(string name) => new(name, ValueKind.Tensor, ElementType.Float32, [null, null], ["n", null]);
        using var batch = new WrittenRows(new([Open("a"), Open("b"), Open("c"), Open("d")], [Output()]), capacity: 1024);
        batch.BeginRun();
        var rows = 0;
        for (var fits = true; fits; rows += fits ? 1 : 0)
        {
            var writer = batch.BeginRow();
            for (var i = 0; i < 4; i++) writer.Row<float>(i, [100_000])[^1] = rows;
            fits = batch.EndRow();
        }
        Assert.InRange(rows * 4 * 400_000L, 1, RunMemory.MaxRunBytes);
        batch.EndRun();
    }

    [Theory]
    [InlineData(3 * 1200 * 1200, BatchingMode.Auto, 8)]
    [InlineData(393_216, BatchingMode.Fixed, 32)]
    public async Task Callers_with_large_rows_of_open_shapes_get_their_own_answers(int elements, BatchingMode mode, int callers)
    {
        var model = OnnxModelBuilder.Create().Input("x", ElementType.Float32, "n", "d").ReduceSum("x", "y").Output("y", ElementType.Float32, "n", 1).Build();
        var codec = Codec.Create<float, float>(
            (input, writer) => writer.Row<float>(0, [elements])[..1000].Fill(input), reader => reader.Row<float>(0)[0]);
        var services = new ServiceCollection();
        services.AddInference().AddModel("m", codec, m => m.FromBytes(model).Configure(o =>
        {
            o.Batching.Mode = mode;
            if (mode == BatchingMode.Fixed) o.Batching.MaxBatchSize = 4;
            o.Resilience.Timeout = Timeout.InfiniteTimeSpan;
        }));
        await using var provider = services.BuildServiceProvider();
        await provider.StartInferenceAsync(TestContext.Current.CancellationToken);
        var predictor = provider.GetRequiredService<IPredictor<float, float>>();
        await Task.WhenAll(Enumerable.Range(1, callers).Select(caller => Task.Run(async () =>
        {
            for (var i = 0; i < 3; i++) Assert.Equal(caller * 1000f, (await predictor.PredictAsync(caller)).Value);
        })));
    }

    [Fact]
    public void An_output_that_is_an_input_is_answered_with_what_the_caller_gave()
    {
        // ONNX Runtime does not write memory that was bound for it.
        var bytes = OnnxModelBuilder.Create().Input("x", ElementType.Float32, "n", 2).Node("Neg", ["x"], ["y"])
            .Output("x", ElementType.Float32, "n", 2).Output("y", ElementType.Float32, "n", 2).BuildUnchecked();
        using var session = TestModel.Load(bytes);
        using var batch = session.CreateRows(4);
        for (var round = 0; round < 3; round++)
        {
            batch.BeginRun();
            for (var row = 0; row < 4; row++)
            {
                batch.BeginRow().Write<float>(0, [round + row, -row]);
                Assert.True(batch.EndRow());
            }
            session.RunCompletely(batch);
            for (var row = 0; row < 4; row++)
            {
                Assert.Equal([round + row, -row], batch.Read(row).Row<float>(0).ToArray());
                Assert.Equal([-(round + row), row], batch.Read(row).Row<float>(1).ToArray());
            }
            batch.EndRun();
        }
    }

    [Fact]
    public void Elements_that_look_like_a_pattern_are_not_taken_for_unwritten()
    {
        var bytes = OnnxModelBuilder.Create().Input("x", ElementType.UInt8, "n", 4).Identity("x", "y").Output("y", ElementType.UInt8, "n", 4).Build();
        using var session = TestModel.Load(bytes);
        using var batch = session.CreateRows(1);
        foreach (var element in new byte[] { 0xA5, 0x5A, 0 })
        {
            batch.BeginRun();
            batch.BeginRow().Row<byte>(0).Fill(element);
            batch.EndRow();
            session.RunCompletely(batch);
            Assert.Equal([element, element, element, element], batch.Read(0).Row<byte>(0).ToArray());
        }
    }

    private static ValueSpec Output() => new("y", ValueKind.Tensor, ElementType.Float32, [null, 1], ["n", null]);

    private static void Write(Random random)
    {
        var inputs = Enumerable.Range(0, random.Next(1, 5)).Select(i => RandomInput($"x{i}", random)).ToArray();
        using var batch = new WrittenRows(new(inputs, [Output()]), random.Next(1, 70));
        for (var run = 0; run < 4; run++)
        {
            batch.BeginRun();
            var written = new List<byte[][]>();
            // Every other run, the shape changes within it.
            var sizes = inputs.Select(_ => random.Next(0, 40)).ToArray();
            for (var attempt = 0; attempt < 100; attempt++)
            {
                if (run % 2 == 1 && random.Next(8) == 0) sizes[random.Next(sizes.Length)] = random.Next(0, random.Next(2) == 0 ? 40 : 2_000_000);
                var row = WriteRow(batch, inputs, sizes, random);
                if (batch.EndRow()) written.Add(row);
                else if (batch.Rows == 0) throw new InvalidOperationException("A first row was refused.");
                if (written.Count != batch.Rows) throw new InvalidOperationException($"The batch counts {batch.Rows} rows, and {written.Count} were taken.");
            }
            for (var row = 0; row < written.Count; row++)
                for (var i = 0; i < inputs.Length; i++)
                    if (inputs[i].ElementType == ElementType.String ? batch.Inputs[i].CopyRow(row).Length != written[row][i].Length : !batch.Inputs[i].RowBytes(row).SequenceEqual(written[row][i]))
                        throw new InvalidOperationException($"Row {row} of input {i} is not what was written.");
            // Looks at the patterns around the buffers in debug builds.
            batch.EndRun();
        }
    }

    private static byte[][] WriteRow(WrittenRows batch, ValueSpec[] inputs, int[] sizes, Random random)
    {
        var writer = batch.BeginRow();
        var row = new byte[inputs.Length][];
        for (var i = 0; i < inputs.Length; i++)
        {
            var isOpen = inputs[i].Shape[1] is null;
            var elements = (int)(inputs[i].Shape[1] ?? sizes[i]);
            if (inputs[i].ElementType == ElementType.String)
            {
                if (isOpen) writer.SetStringShape(i, [elements]);
                for (var s = 0; s < elements && s < 50; s++) writer.SetString(i, s, "text");
                row[i] = new byte[elements];
                continue;
            }
            row[i] = new byte[elements * ElementTypes.SizeOf(inputs[i].ElementType)];
            random.NextBytes(row[i]);
            if (random.Next(3) == 0) batch.Inputs[i].WriteBytes(batch, batch.Rows, [elements], row[i]);
            else if (inputs[i].ElementType == ElementType.Float64)
                System.Runtime.InteropServices.MemoryMarshal.Cast<byte, double>(row[i]).CopyTo(isOpen ? writer.Row<double>(i, [elements]) : writer.Row<double>(i));
            else row[i].CopyTo(isOpen ? writer.Row<byte>(i, [elements]) : writer.Row<byte>(i));
        }
        return row;
    }

    private static ValueSpec RandomInput(string name, Random random)
    {
        ElementType[] types = [ElementType.Float64, ElementType.UInt8, ElementType.UInt8, ElementType.String];
        long? size = random.Next(2) == 0 ? null : random.Next(0, 300);
        return new(name, ValueKind.Tensor, types[random.Next(types.Length)], [null, size], ["n", null]);
    }
}
