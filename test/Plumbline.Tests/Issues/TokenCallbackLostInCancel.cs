using Plumbline.Tests.Support;

namespace Plumbline.Tests.Issues;

/// <summary>
/// The canceller looked at the token's registrations without their lock, right after it had marked the token: a registration made at
/// that very moment was seen by neither side and never ran.
/// </summary>
public sealed class TokenCallbackLostInCancel
{
    private sealed class Round(CancelScope scope, CancellationToken token)
    {
        internal CancelScope Scope { get; } = scope;

        internal CancellationToken Token { get; } = token;

        internal readonly TaskCompletionSource Ran = new();
        internal int Runs;

        internal void OnCanceled()
        {
            Interlocked.Increment(ref Runs);
            Ran.TrySetResult();
        }
    }

    [Fact, Trait("Behaviour", "B112")]
    public async Task TokenRegister_WhileBeingCanceled_RunsExactlyOnce()
    {
        var rounds = new List<Round>();

        Duel.Run(
            200_000,
            _ =>
            {
                var scope = Context.Background.WithCancel(out var ctx);
                CancellationToken token = ctx.Token;
                token.UnsafeRegister(static _ => { }, null).Unregister();
                return new Round(scope, token);
            },
            round => round.Scope.Cancel(),
            round => round.Token.UnsafeRegister(static state => ((Round)state!).OnCanceled(), round),
            rounds.Add);

        await Bounded.WaitAsync(Task.WhenAll(rounds.Select(round => round.Ran.Task)), "every one of 200 000 registrations to run");
        Assert.All(rounds, round => Assert.Equal(1, Volatile.Read(ref round.Runs)));
    }
}
