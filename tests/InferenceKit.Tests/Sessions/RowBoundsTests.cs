using InferenceKit.Sessions.Rows;
using InferenceKit.Testing;

namespace InferenceKit.Tests.Sessions;

/// <summary>No span ends behind its buffer, whatever the rows, shapes and sizes.</summary>
public sealed class RowBoundsTests
{
    private const int Picture = 1200 * 1200 * 3;

    [Fact]
    public void Rows_of_changing_shapes_never_pass_the_end_of_their_buffer()
    {
        using var session = TestModel.Load(Sum("batch", "length"));
        using var batch = session.CreateRows(8);
        foreach (var length in (int[])[1, Picture, 3, 1 << 20, Picture, 1])
        {
            batch.BeginRun();
            var taken = 0;
            while (taken < 8 && Write(batch, length, taken)) taken++;
            Assert.Equal(length == Picture ? 1 : length == 1 << 20 ? 3 : 8, taken);
            Assert.Equal(taken, batch.Rows);
            Assert.False(batch.HasRoom);
            // One more is refused as often as it comes, and harms no other.
            Assert.False(Write(batch, length, 9));
            session.RunCompletely(batch);
            for (var row = 0; row < taken; row++) Assert.Equal(row + 1f, batch.Read(row).Row<float>(0)[0]);
        }

        static bool Write(RowBatch batch, int length, int row)
        {
            var span = batch.BeginRow().Row<float>(0, [length]);
            Assert.Equal(length, span.Length);
            span[^1] = row + 1;
            return batch.EndRow();
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Rows_beyond_the_capacity_are_refused(int capacity)
    {
        using var session = TestModel.Load(Sum("batch", 4096));
        using var batch = session.CreateRows(capacity);
        var row = new float[4096];
        batch.BeginRun();
        for (var i = 0; i < capacity + 40; i++)
        {
            row[0] = i + 1;
            batch.BeginRow().Write<float>(0, row);
            Assert.Equal(i < capacity, batch.EndRow());
        }
        session.RunCompletely(batch);
        for (var i = 0; i < capacity; i++) Assert.Equal(i + 1f, batch.Read(i).Row<float>(0)[0]);
    }

    [Fact]
    public void A_batch_has_no_more_rows_than_the_memory_of_a_run_has_room_for()
    {
        using var session = TestModel.Load(Sum("batch", 393_216));
        using var batch = session.CreateRows(1024);
        Assert.Equal(10, batch.Capacity);
        Assert.InRange(batch.HeldBytes, 1, RunMemory.MaxRunBytes);
    }

    [Fact]
    public void Several_inputs_share_the_memory_of_one_run()
    {
        using var session = TestModel.Load(OnnxModelBuilder.Create()
            .Input("a", ElementType.Float32, "batch", "n").Input("b", ElementType.Float32, "batch", "n").Input("c", ElementType.Float32, "batch", "m")
            .Add("a", "b", "ab").Add("ab", 0f, "y")
            .ReduceSum("c", "z")
            .Output("y", ElementType.Float32, "batch", "n").Output("z", ElementType.Float32, "batch", 1).Build());
        using var batch = session.CreateRows(64);
        batch.BeginRun();
        var rows = 0;
        while (true)
        {
            var writer = batch.BeginRow();
            writer.Row<float>(0, [1 << 18]).Fill(rows);
            writer.Row<float>(1, [1 << 18]).Fill(1);
            writer.Row<float>(2, [7]).Fill(rows);
            if (!batch.EndRow()) break;
            rows++;
        }
        Assert.Equal(5, rows);
        Assert.InRange(batch.HeldBytes, 2L * rows << 20, RunMemory.MaxRunBytes + 4096);
        session.RunCompletely(batch);
        for (var row = 0; row < rows; row++)
        {
            Assert.Equal(row + 1f, batch.Read(row).Row<float>(0)[^1]);
            Assert.Equal(row * 7f, batch.Read(row).Row<float>(1)[0]);
        }
    }

    [Fact]
    public void Strings_and_bytes_beyond_the_capacity_are_refused()
    {
        using var session = TestModel.Load(OnnxModelBuilder.Create()
            .Input("s", ElementType.String, "batch", 2).Input("x", ElementType.Float32, "batch", 2)
            .Identity("s", "t").Add("x", 1f, "y")
            .Output("t", ElementType.String, "batch", 2).Output("y", ElementType.Float32, "batch", 2).Build());
        using var batch = session.CreateRows(3);
        batch.BeginRun();
        for (var i = 0; i < 5; i++)
        {
            var writer = batch.BeginRow();
            writer.SetString(0, 1, $"{i}");
            batch.Inputs[1].WriteBytes(batch, batch.Rows, [2], BitConverter.GetBytes((long)i));
            Assert.Equal(i < 3, batch.EndRow());
        }
        session.RunCompletely(batch);
        for (var row = 0; row < 3; row++) Assert.Equal($"{row}", System.Text.Encoding.UTF8.GetString(batch.Read(row).GetString(0, 1)));
    }

    [Fact]
    public void Bytes_that_are_not_a_row_are_refused()
    {
        using var session = TestModel.Load(Sum("batch", "length"));
        using var batch = session.CreateRows(2);
        batch.BeginRun();
        batch.BeginRow();
        foreach (var bytes in (int[])[0, 4, 7, 9, 12])
        {
            var thrown = Assert.Throws<InferenceException>(() => batch.Inputs[0].WriteBytes(batch, 0, [2], new byte[bytes]));
            Assert.Equal(InferenceError.InvalidInput, thrown.Failure.Error);
            Assert.Contains($"'x' is Float32[batch,length], but a row of shape [2] came as {bytes} bytes", thrown.Message, StringComparison.Ordinal);
        }
        Assert.Throws<InferenceException>(() => batch.EndRow());
    }

    [Fact]
    public void A_row_with_more_elements_than_an_array_can_have_is_refused()
    {
        using var session = TestModel.Load(Sum("batch", "length"));
        using var batch = session.CreateRows(2);
        batch.BeginRun();
        var thrown = Assert.Throws<InferenceException>(() => { batch.BeginRow().Row<float>(0, [Array.MaxLength + 1L]); });
        Assert.Equal(InferenceError.InvalidInput, thrown.Failure.Error);
        Assert.Throws<InferenceException>(() => batch.EndRow());
    }

    [Fact]
    public void A_row_that_is_asked_for_twice_keeps_what_was_written()
    {
        using var session = TestModel.Load(Sum("batch", 3));
        using var dynamic = TestModel.Load(Sum("batch", "length"));
        using var rows = session.CreateRows(1);
        using var shaped = dynamic.CreateRows(1);
        // The second row of each is refused, and a codec does not notice.
        for (var i = 0; i < 2; i++)
        {
            var writer = rows.BeginRow();
            writer.Row<float>(0)[0] = 1;
            writer.Row<float>(0)[2] = 3;
            Assert.Equal([1, 0, 3], writer.Row<float>(0).ToArray());
            Assert.Equal(i == 0, rows.EndRow());

            writer = shaped.BeginRow();
            writer.Row<float>(0, [3])[0] = 1;
            writer.Row<float>(0, [3])[2] = 3;
            Assert.Equal([1, 0, 3], writer.Row<float>(0, [3]).ToArray());
            Assert.Equal(i == 0, shaped.EndRow());
        }
        var thrown = Assert.Throws<InferenceException>(() =>
        {
            var writer = shaped.BeginRow();
            writer.Row<float>(0, [3]);
            writer.Row<float>(0, [2]);
        });
        Assert.Contains("two shapes in one row", thrown.Message, StringComparison.Ordinal);
        // What another row left is cleared.
        rows.BeginRun();
        Assert.Equal([0, 0, 0], rows.BeginRow().Row<float>(0).ToArray());
    }

    [Fact]
    public void A_write_that_failed_does_not_count()
    {
        using var session = TestModel.Load(Sum("batch", 3));
        using var batch = session.CreateRows(1);
        batch.BeginRun();
        Assert.Throws<InferenceException>(() => batch.BeginRow().Write<float>(0, [1, 2]));
        // A codec that goes on all the same would run on the row of another request.
        Assert.Throws<InferenceException>(() => batch.EndRow());
    }

    [Fact]
    public void Rows_that_a_run_did_not_have_cannot_be_read()
    {
        using var session = TestModel.Load(OnnxModelBuilder.Create()
            .Input("x", ElementType.Float32, "batch", 2).Input("s", ElementType.String, "batch", 1)
            .Add("x", 1f, "y").Identity("s", "t")
            .Output("y", ElementType.Float32, "batch", 2).Output("t", ElementType.String, "batch", 1).Build());
        using var batch = session.CreateRows(4);
        batch.BeginRun();
        for (var i = 0; i < 2; i++)
        {
            var writer = batch.BeginRow();
            writer.Write<float>(0, [i, i]);
            writer.SetString(1, 0, "s");
            Assert.True(batch.EndRow());
        }
        session.RunCompletely(batch);
        var output = batch.Outputs[0];
        var target = output.NewTensor(4, long.MaxValue);
        foreach (var row in (int[])[-1, 2, 3, 4, int.MaxValue])
        {
            Assert.Throws<InvalidOperationException>(() => { output.Row<float>(row); });
            Assert.Throws<InvalidOperationException>(() => { output.RowBytes(row); });
            Assert.Throws<InvalidOperationException>(() => output.CopyRows(row, 1, target, 0));
            Assert.Throws<InvalidOperationException>(() => { batch.GetString(1, row, 0); });
            Assert.Throws<InvalidOperationException>(() => { batch.GetValue(0, row); });
            Assert.Throws<InvalidOperationException>(() => { batch.GetValue(1, row); });
        }
        Assert.Throws<InvalidOperationException>(() => output.CopyRows(1, 2, target, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => batch.RemoveFrom(3));
    }

#if DEBUG
    [Theory]
    [InlineData(-1)]
    [InlineData(100)]
    [InlineData(163)]
    public unsafe void Debug_builds_notice_what_is_written_beside_a_buffer(int at)
    {
        using var buffer = new NativeBuffer();
        buffer.Reserve(100);
        buffer.CheckGuards();
        var before = buffer.Data[at];
        buffer.Data[at] ^= 1;
        Assert.Throws<InvalidOperationException>(() => buffer.CheckGuards());
        Assert.Throws<InvalidOperationException>(buffer.Free);
        buffer.Data[at] = before;
        buffer.CheckGuards();
    }
#endif

    private static byte[] Sum(params ReadOnlySpan<OnnxDimension> shape) =>
        OnnxModelBuilder.Create().Input("x", ElementType.Float32, shape).ReduceSum("x", "y").Output("y", ElementType.Float32, "batch", 1).Build();
}
