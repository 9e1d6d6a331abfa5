using InferenceKit.Sessions.Rows;
using InferenceKit.Testing;

namespace InferenceKit.Tests.Sessions;

/// <summary>Copies of rows are what the rows were, whatever becomes of the batch.</summary>
public sealed class RowCopyTests
{
    [Fact]
    public void Inputs_and_outputs_of_each_row_are_copied_with_their_shapes()
    {
        using var session = TestModel.Load(OnnxModelBuilder.Create()
            .Input("x", ElementType.Float32, "batch", "length")
            .Add("x", 1f, "y")
            .Output("y", ElementType.Float32, "batch", "length").Build());
        using var batch = session.CreateRows(2);
        RowCopy inputs = default, outputs = default;
        foreach (var length in (int[])[2, 3, 0, 5, 5])
        {
            batch.BeginRun();
            for (var row = 0; row < 2; row++)
            {
                batch.BeginRow().Row<float>(0, [length]).Fill(length + row);
                batch.EndRow();
                // The memory of the copy before is used again where it suits, and nowhere else.
                inputs = batch.CopyInputs(inputs);
                Check(inputs, "x", length, length + row);
            }
            session.RunCompletely(batch);
            for (var row = 0; row < 2; row++)
            {
                outputs = batch.CopyOutputs(row, outputs);
                Check(outputs, "y", length, length + row + 1);
            }
        }
    }

    [Fact]
    public void Texts_and_maps_are_copied_as_well()
    {
        using var texts = TestModel.Load(OnnxModelBuilder.Create()
            .Input("s", ElementType.String, "batch", 2).Identity("s", "t")
            .Output("t", ElementType.String, "batch", 2).Build());
        using var batch = texts.CreateRows(2);
        batch.BeginRun();
        var copies = new List<RowCopy>();
        foreach (var text in (string[])["eins", "zwei"])
        {
            batch.BeginRow().SetString(0, 1, text);
            batch.EndRow();
            copies.Add(batch.CopyInputs());
        }
        texts.RunCompletely(batch);
        copies.AddRange([batch.CopyOutputs(0), batch.CopyOutputs(1)]);
        Assert.Equal(["eins", "zwei", "eins", "zwei"], copies.Select(copy => ((TensorValue)copy.ToValues().Single().Value).GetString(1)));

        using var forest = TestModel.Load(OnnxModels.ForestClassifier(2, (long[])[4, 9, 16]));
        using var row = forest.CreateRows(1);
        row.BeginRun();
        row.BeginRow().Row<float>(0).Fill(0.9f);
        row.EndRow();
        forest.RunCompletely(row);
        var values = row.CopyOutputs(0).ToValues();
        Assert.Equal((ValueKind.Tensor, ValueKind.Map), (values[0].Value.Kind, values[1].Value.Kind));
        Assert.Equal(row.Read(0).Row<long>(0)[0], ((TensorValue)values[0].Value).AsSpan<long>()[0]);
    }

    [Fact]
    public void An_optional_input_that_a_row_has_not_is_not_in_its_copy()
    {
        using var session = TestModel.Load(OnnxModelBuilder.Create()
            .Input("x", ElementType.Float32, "batch", 1)
            .OptionalInput("offset", OnnxTensor.Vector(10f))
            .Add("x", "offset", "y")
            .Output("y", ElementType.Float32, "batch", 1).Build());
        using var batch = session.CreateRows(1);
        foreach (var isGiven in (bool[])[false, true, false])
        {
            batch.BeginRun();
            var row = batch.BeginRow();
            row.Row<float>(0)[0] = 1;
            if (isGiven) row.Row<float>(1)[0] = 2;
            batch.EndRow();
            Assert.Equal(isGiven ? ["x", "offset"] : ["x"], batch.CopyInputs().ToValues().Select(value => value.Name));
        }
    }

    [Fact]
    public void A_copy_stays_when_the_batch_goes_on_and_its_memory_only_goes_where_it_is_wanted()
    {
        using var session = TestModel.Load(OnnxModels.Mlp());
        using var batch = session.CreateRows(1);
        var first = Copy(1);
        var second = Copy(2);
        Assert.Equal((1f, 2f), (ValueOf(first), ValueOf(second)));
        var third = Copy(3, first);
        Assert.Equal((3f, 2f, 3f), (ValueOf(first), ValueOf(second), ValueOf(third)));

        RowCopy Copy(float value, RowCopy before = default)
        {
            batch.BeginRun();
            batch.BeginRow().Row<float>(0)[0] = value;
            batch.EndRow();
            return batch.CopyInputs(before);
        }

        static float ValueOf(RowCopy copy) => ((TensorValue)copy.ToValues()[0].Value).AsSpan<float>()[0];
    }

    private static void Check(RowCopy copy, string name, int length, float value)
    {
        var (named, tensor) = copy.ToValues().Select(v => (v.Name, (TensorValue)v.Value)).Single();
        Assert.Equal((name, (long)length), (named, tensor.Shape[0]));
        Assert.Equal(Enumerable.Repeat(value, length), tensor.AsSpan<float>().ToArray());
        Assert.Equal(length * sizeof(float), copy.Bytes);
    }
}
