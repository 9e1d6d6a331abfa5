namespace InferenceKit.Tests.Values;

public sealed class PooledTensorTests
{
    [Fact]
    public void A_disposed_response_gives_its_memory_back_and_its_tensors_throw()
    {
        var tensor = Pooled(1, 2, 3);
        var response = new InferenceResponse([new("y", tensor)], default);
        Assert.True(response["y"].AsTensor().AsSpan<byte>().SequenceEqual<byte>([1, 2, 3]));
        response.Dispose();
        response.Dispose();
        Assert.Throws<ObjectDisposedException>(() => tensor.AsSpan<byte>().Length);
        Assert.Throws<ObjectDisposedException>(() => response["y"]);
        Assert.Throws<ObjectDisposedException>(() => response.Outputs.Count);
    }

    [Fact]
    public void A_disposed_response_releases_what_is_inside_sequences_and_maps()
    {
        var (key, value, item) = (Pooled(1), Pooled(2), Pooled(3));
        var map = new MapValue(key, value);
        new InferenceResponse([new("s", new SequenceValue([map, item])), new("none", InferenceValue.Absent)], default).Dispose();
        Assert.All([key, value, item], tensor => Assert.Throws<ObjectDisposedException>(() => tensor.AsBytes().Length));
    }

    [Fact]
    public unsafe void Memory_stays_while_a_run_uses_it_although_its_response_is_disposed()
    {
        var tensor = Pooled(7, 8);
        var handle = tensor.Buffer.BeginUse();
        tensor.Release();
        // The next rental must not get the array that the run still reads.
        for (var i = 0; i < 64; i++) TensorBuffer.Rent(2, out var bytes);
        Assert.Equal(7, ((byte*)handle.Pointer)[0]);
        Assert.Equal(8, ((byte*)handle.Pointer)[1]);
        tensor.Buffer.EndUse(ref handle);
        Assert.Throws<ObjectDisposedException>(() => tensor.AsBytes().Length);
    }

    [Fact]
    public void A_disposed_responses_tensor_is_neither_read_nor_reused_even_while_a_run_reads_it()
    {
        var tensor = Pooled(7);
        var handle = tensor.Buffer.BeginUse();
        tensor.Release();
        Assert.Throws<ObjectDisposedException>(() => tensor.AsBytes().Length);
        Assert.Equal(InferenceError.InvalidInput, Assert.Throws<InferenceException>(() => tensor.Buffer.BeginUse()).Failure.Error);
        tensor.Buffer.EndUse(ref handle);
    }

    [Fact]
    public void Two_runs_may_read_one_output_and_the_last_one_gives_it_back()
    {
        var tensor = Pooled(7);
        var (first, second) = (tensor.Buffer.BeginUse(), tensor.Buffer.BeginUse());
        tensor.Buffer.EndUse(ref first);
        Assert.Equal(7, tensor.AsSpan<byte>()[0]);
        tensor.Release();
        tensor.Buffer.EndUse(ref second);
        Assert.Throws<InferenceException>(() => tensor.Buffer.BeginUse());
    }

    [Fact]
    public void Copied_tensors_are_used_as_often_as_one_likes_and_are_never_disposed()
    {
        var tensor = TensorValue.Copy([1f, 2f], 2);
        for (var i = 0; i < 3; i++)
        {
            var handle = tensor.Buffer.BeginUse();
            tensor.Buffer.EndUse(ref handle);
            tensor.Buffer.Abandon();
            tensor.Release();
        }
        Assert.Equal([1f, 2f], tensor.AsSpan<float>());
    }

    [Fact]
    public void An_empty_pooled_tensor_is_an_ordinary_one()
    {
        var tensor = Pooled();
        var handle = tensor.Buffer.BeginUse();
        tensor.Buffer.EndUse(ref handle);
        Assert.Equal(0, tensor.AsBytes().Length);
        tensor.Release();
    }

    private static TensorValue Pooled(params ReadOnlySpan<byte> elements)
    {
        var buffer = TensorBuffer.Rent(elements.Length, out var bytes);
        elements.CopyTo(bytes);
        return new(ElementType.UInt8, [elements.Length], elements.Length, buffer);
    }
}
