using System.Text;
using InferenceKit.Sessions;
using InferenceKit.Sessions.Rows;
using InferenceKit.Testing;

namespace InferenceKit.Tests.Sessions;

public class RowRunTests
{
    [Fact]
    public void Rows_give_what_they_give_alone_whatever_their_number()
    {
        using var session = TestModel.Load(OnnxModels.Mlp());
        using var single = session.CreateRows(1);
        using var many = session.CreateRows(7);
        foreach (var rows in (int[])[7, 1, 3, 7, 2, 5, 4, 6, 7, 1])
        {
            many.BeginRun();
            for (var row = 0; row < rows; row++) Encode(many, row + rows);
            session.RunCompletely(many);
            for (var row = 0; row < rows; row++)
            {
                single.BeginRun();
                Encode(single, row + rows);
                session.RunCompletely(single);
                var expected = single.Read(0).Row<float>(0);
                var actual = many.Read(row).Row<float>(0);
                for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 5);
            }
        }
    }

    [Fact]
    public void A_steady_run_allocates_nothing()
    {
        using var session = TestModel.Load(OnnxModels.Mlp());
        using var batch = session.CreateRows(1);
        for (var i = 0; i < 100; i++) Run();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) Run();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(0, allocated);

        void Run()
        {
            batch.BeginRun();
            batch.BeginRow().Row<float>(0)[0] = 1;
            batch.EndRow();
            var run = session.RunAsync(batch, default);
            if (run.GetAwaiter().GetResult().Status != RunStatus.Completed) throw new InvalidOperationException();
        }
    }

    [Fact]
    public void Rows_of_another_shape_wait_for_those_before_them()
    {
        using var session = TestModel.Load(OnnxModelBuilder.Create()
            .Input("x", ElementType.Float32, "batch", "length")
            .Add("x", 1f, "y")
            .Output("y", ElementType.Float32, "batch", "length").Build());
        using var batch = session.CreateRows(4);
        foreach (var length in (int[])[2, 3, 2, 0, 5])
        {
            batch.BeginRun();
            Assert.True(Encode(length, 1));
            Assert.True(Encode(length, 2));
            Assert.False(Encode(length + 1, 3));
            session.RunCompletely(batch);
            Assert.Equal([length], batch.Read(1).Shape(0).ToArray());
            Assert.Equal(Enumerable.Repeat(3f, length), batch.Read(1).Row<float>(0).ToArray());
        }

        bool Encode(int length, float value)
        {
            batch.BeginRow().Row<float>(0, [length]).Fill(value);
            return batch.EndRow();
        }
    }

    [Fact]
    public void Strings_go_in_and_out_row_by_row()
    {
        using var session = TestModel.Load(OnnxModelBuilder.Create()
            .Input("s", ElementType.String, "batch", 2).Identity("s", "t")
            .Output("t", ElementType.String, "batch", 2).Build());
        using var batch = session.CreateRows(3);
        for (var run = 0; run < 3; run++)
        {
            batch.BeginRun();
            for (var row = 0; row < 3; row++)
            {
                var writer = batch.BeginRow();
                writer.SetString(0, 1, $"ü{run}{row}");
                Assert.True(batch.EndRow());
            }
            session.RunCompletely(batch);
            for (var row = 0; row < 3; row++)
            {
                Assert.Equal("", Encoding.UTF8.GetString(batch.Read(row).GetString(0, 0)));
                Assert.Equal($"ü{run}{row}", Encoding.UTF8.GetString(batch.Read(row).GetString(0, 1)));
                Assert.Equal($"ü{run}{row}", batch.Read(row).Value(0).AsTensor().GetString(1));
            }
        }
    }

    [Fact]
    public void A_row_of_a_classifier_gets_its_own_map()
    {
        using var session = TestModel.Load(OnnxModels.ForestClassifier(2, (long[])[4, 9, 16]));
        using var batch = session.CreateRows(2);

        batch.BeginRun();
        foreach (var value in (float[])[-0.9f, 0.9f])
        {
            batch.BeginRow().Row<float>(0).Fill(value);
            batch.EndRow();
        }
        session.RunCompletely(batch);

        var maps = (MapValue[])[batch.Read(0).Value(1).AsMap(), batch.Read(1).Value(1).AsMap()];
        Assert.Equal([4L, 9L, 16L], maps[0].Keys.AsSpan<long>().ToArray());
        Assert.NotEqual(maps[0].Values.AsSpan<float>()[0], maps[1].Values.AsSpan<float>()[0]);
        var label = batch.Read(1).Row<long>(0)[0];
        var scores = maps[1].Values.AsSpan<float>().ToArray();
        Assert.Equal(maps[1].Keys.AsSpan<long>()[scores.IndexOf(scores.Max())], label);
    }

    [Fact]
    public void A_run_has_the_optional_inputs_that_its_first_row_gave()
    {
        using var session = TestModel.Load(OnnxModelBuilder.Create()
            .Input("x", ElementType.Float32, "batch", 1)
            .OptionalInput("offset", OnnxTensor.Vector(10f))
            .Add("x", "offset", "y")
            .Output("y", ElementType.Float32, "batch", 1).Build());
        Assert.True(session.Signature.HasRows);
        using var batch = session.CreateRows(3);
        for (var i = 0; i < 2; i++)
        {
            batch.BeginRun();
            Assert.True(Encode(null));
            Assert.True(Encode(null));
            Assert.False(Encode(5));
            session.RunCompletely(batch);
            Assert.Equal(11f, batch.Read(1).Row<float>(0)[0]);

            batch.BeginRun();
            Assert.True(Encode(5));
            Assert.False(Encode(6));
            Assert.False(Encode(null));
            session.RunCompletely(batch);
            Assert.Equal(6f, batch.Read(0).Row<float>(0)[0]);
        }

        bool Encode(float? offset)
        {
            var writer = batch.BeginRow();
            writer.Row<float>(0)[0] = 1;
            if (offset is { } value) writer.Write<float>(1, [value]);
            return batch.EndRow();
        }
    }

    private static void Encode(RowBatch batch, int seed)
    {
        var row = batch.BeginRow().Row<float>(0);
        for (var i = 0; i < row.Length; i++) row[i] = MathF.Sin(seed * 16 + i);
        Assert.True(batch.EndRow());
    }
}
