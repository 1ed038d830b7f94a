using System.Runtime.CompilerServices;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Examples;

/// <summary>A producer written as an async stream: it is given a token, and asks the context that this leads back to.</summary>
public sealed class AsyncStreamTests
{
    private readonly Context _root = Context.Root(new FakeTimeProvider());

    [Fact, Trait("Behaviour", "B135")]
    public async Task Generator_AsAnAsyncStream_EndsWhenTheConsumerCancels()
    {
        bool hasEnded = false;
        var read = new List<int>();
        using CancelScope scope = _root.WithCancel(out Context ctx);

        async IAsyncEnumerable<int> CountAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            try
            {
                for (int i = 1; ; i++)
                {
                    Context.From(cancellationToken).ThrowIfDone("count");
                    await Task.Yield();
                    yield return i;
                }
            }
            finally
            {
                hasEnded = true;
            }
        }

        async Task ReadAsync()
        {
            await foreach (int number in CountAsync().WithCancellation(ctx))
            {
                read.Add(number);
                if (number == 5)
                {
                    scope.Cancel();
                }
            }
        }

        var ended = await Assert.ThrowsAsync<ContextCanceledException>(() => Bounded.WaitAsync(ReadAsync(), "the stream to end"));

        Assert.StartsWith("context canceled: count, ", ended.Message);
        Assert.True(hasEnded);
        Assert.Equal([1, 2, 3, 4, 5], read);
    }
}
