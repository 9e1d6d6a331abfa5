using System.Runtime.InteropServices;
using CsCheck;

namespace InferenceKit.Tests.Values;

public sealed class OwnedTensorTests
{
    [Fact]
    public void Owned_memory_is_read_in_place_and_not_beyond_the_shape() =>
        Gen.Select(Shapes.With(ElementGenerators.Singles), Gen.Int[0, 9]).Sample((t, surplus) =>
        {
            var owner = new CountingOwner<float>(t.Data.Length + surplus);
            t.Data.CopyTo(owner.Memory);
            var tensor = TensorValue.Own(owner, t.Shape);
            Assert.Equal(t.Data.Length, tensor.Length);
            Assert.Equal(t.Shape, tensor.Shape);
            Assert.True(MemoryMarshal.AsBytes<float>(t.Data).SequenceEqual(tensor.AsBytes()));
            if (t.Data.Length == 0) return;
            owner.Memory.Span[0] = 42;
            Assert.Equal(42, tensor.AsSpan<float>()[0]);
        });

    [Fact]
    public void Memory_shorter_than_the_shape_is_refused_and_stays_the_callers()
    {
        var owner = new CountingOwner<long>(3);
        var failure = Assert.Throws<InferenceException>(() => TensorValue.Own(owner, 2, 2)).Failure;
        Assert.Equal(InferenceError.InvalidInput, failure.Error);
        Assert.Contains("needs 4 elements, but 3 were given", failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, owner.Disposals);
    }

    [Fact]
    public unsafe void A_run_sees_the_owners_own_address_and_the_end_of_the_run_disposes_it_once()
    {
        var owner = new CountingOwner<int>(4);
        var buffer = TensorValue.Own(owner, 4).Buffer;
        var handle = buffer.BeginUse();
        using (var pin = owner.Memory.Pin()) Assert.Equal((nint)pin.Pointer, (nint)handle.Pointer);
        Assert.Equal(0, owner.Disposals);
        buffer.EndUse(ref handle);
        buffer.Abandon();
        buffer.Release();
        Assert.Equal(1, owner.Disposals);
    }

    [Fact]
    public void A_second_use_is_refused_during_the_first_and_after_it()
    {
        var owner = new CountingOwner<int>(1);
        var buffer = TensorValue.Own(owner, 1).Buffer;
        var handle = buffer.BeginUse();
        Assert.Equal(InferenceError.InvalidInput, Assert.Throws<InferenceException>(() => buffer.BeginUse()).Failure.Error);
        buffer.EndUse(ref handle);
        Assert.Equal(InferenceError.InvalidInput, Assert.Throws<InferenceException>(() => buffer.BeginUse()).Failure.Error);
        Assert.Equal(1, owner.Disposals);
    }

    [Fact]
    public void A_refused_request_gives_the_memory_back_once_and_never_under_a_run()
    {
        var (refused, running) = (new CountingOwner<int>(1), new CountingOwner<int>(1));
        var (first, second) = (TensorValue.Own(refused, 1).Buffer, TensorValue.Own(running, 1).Buffer);
        first.Abandon();
        first.Abandon();
        Assert.Equal(1, refused.Disposals);
        Assert.Throws<InferenceException>(() => first.BeginUse());
        var handle = second.BeginUse();
        second.Abandon();
        Assert.Equal(0, running.Disposals);
        second.EndUse(ref handle);
        Assert.Equal(1, running.Disposals);
    }

    [Fact]
    public void Reading_after_the_run_throws_instead_of_reading_freed_memory()
    {
        var tensor = TensorValue.Own(new CountingOwner<int>(1), 1);
        var handle = tensor.Buffer.BeginUse();
        tensor.Buffer.EndUse(ref handle);
        Assert.Throws<ObjectDisposedException>(() => tensor.AsSpan<int>().Length);
        Assert.Throws<ObjectDisposedException>(() => tensor.AsBytes().Length);
    }

    [Fact]
    public void A_refused_request_gives_back_what_is_inside_sequences_and_maps()
    {
        var owners = Enumerable.Range(0, 3).Select(_ => new CountingOwner<long>(1)).ToArray();
        var map = new MapValue(TensorValue.Own(owners[0], 1), TensorValue.Own(owners[1], 1));
        InferenceValue value = new SequenceValue([map, TensorValue.Own(owners[2], 1), InferenceValue.Absent]);
        value.Abandon();
        value.Abandon();
        Assert.All(owners, owner => Assert.Equal(1, owner.Disposals));
    }

    [Fact]
    public void Of_many_threads_exactly_one_gets_the_memory_and_it_is_disposed_once() =>
        Gen.Int[2, 6].Sample(threads =>
        {
            var owner = new CountingOwner<int>(1);
            var buffer = TensorValue.Own(owner, 1).Buffer;
            var users = 0;
            Parallel.For(0, threads, i =>
            {
                try
                {
                    var handle = buffer.BeginUse();
                    Interlocked.Increment(ref users);
                    buffer.EndUse(ref handle);
                }
                catch (InferenceException)
                {
                    buffer.Abandon();
                }
            });
            Assert.Equal(1, users);
            Assert.Equal(1, owner.Disposals);
        }, iter: 200);
}
