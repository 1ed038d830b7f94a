using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Issues;

/// <summary>
/// With somebody listening to the event source, a callback's exception was put into words outside of any catch. When its
/// <see cref="object.ToString"/> threw, that ended the process, or, after an await, left a callback that never ended.
/// </summary>
[Collection(nameof(Alone))]
public sealed class ExceptionWithoutTextLosesCallback
{
    private readonly FakeTimeProvider _clock = new();

    public static TheoryData<string, Func<Context, ContextRegistration>> Registrations => new()
    {
        { "callback", ctx => ctx.Register((Action)(() => throw new UnspeakableException())) },
        { "callback without a task", ctx => ctx.Register(Task () => throw new UnspeakableException()) },
        {
            "async callback",
            ctx => ctx.Register(async () =>
            {
                await Task.Yield();
                throw new UnspeakableException();
            })
        },
        {
            "callback of the token",
            ctx =>
            {
                ctx.Token.Register(() => throw new UnspeakableException());
                return default;
            }
        },
    };

    [Theory, MemberData(nameof(Registrations))]
    public async Task CallbackFailed_ToStringOfTheExceptionThrows_IsToldAndTheCallbackEnds(string kind, Func<Context, ContextRegistration> register)
    {
        var told = new ConcurrentQueue<object>();
        using var listener = new PlumblineListener();
        EventHandler<UnhandledExceptionEventArgs> handler = (_, e) => told.Enqueue(e.ExceptionObject);
        ContextDiagnostics.CallbackFailed += handler;
        try
        {
            var scope = Context.Root(_clock).WithCancel(out var ctx);
            ContextRegistration registration = register(ctx);

            scope.Cancel();

            await Bounded.WaitAsync(VirtualTime.SettleAsync(_clock), $"the end of a {kind}");
            await Bounded.WaitAsync(registration.DisposeAsync().AsTask(), $"the disposal of a {kind}");
        }
        finally
        {
            ContextDiagnostics.CallbackFailed -= handler;
        }

        Assert.IsType<UnspeakableException>(Assert.Single(told));
        EventWrittenEventArgs written = Assert.Single(listener.Events, e => e.EventName == "CallbackFailed");
        Assert.Equal(
            [typeof(UnspeakableException).FullName, $"({typeof(UnspeakableException).FullName}, whose ToString threw {typeof(NotSupportedException).FullName}.)"],
            written.Payload!.Skip(1));
    }

    private sealed class UnspeakableException : Exception
    {
        public override string ToString() => throw new NotSupportedException("There is no text.");
    }
}
