using Polly;

namespace Plumbline.Resilience.Internal;

/// <summary>What has failed so far in one execution, so that the end of the context does not bury it.</summary>
/// <remarks>Hedged attempts note theirs side by side.</remarks>
internal sealed class Failures
{
    private static readonly ResiliencePropertyKey<Failures?> _key = new("Plumbline.Failures");

    private readonly Lock _gate = new();
    private Exception? _last;
    private string? _text;
    private int _count;

    /// <summary>The delay before the next attempt, worked out when it was decided that there is to be one.</summary>
    internal TimeSpan NextDelay { get; set; }

    internal static Failures? Of(ResilienceContext execution) => execution.Properties.GetValue(_key, null);

    internal static void Set(ResilienceContext execution, Failures? failures) => execution.Properties.Set(_key, failures);

    internal void Note<TResult>(Context ctx, in Outcome<TResult> outcome)
    {
        if (outcome.Exception is { } e && Execution.IsEndOf(ctx, e))
            return;

        lock (_gate)
        {
            _count++;
            _last = outcome.Exception;
            _text = outcome.Exception is { } error ? $"{error.GetType().Name}: {error.Message}"
                : outcome.Result is HttpResponseMessage response ? $"status {(int)response.StatusCode}"
                : "a result that was not accepted";
        }
    }

    /// <returns>The context's error with what had failed before; null when nothing had.</returns>
    internal Exception? Explain(Context ctx)
    {
        lock (_gate)
        {
            if (_count == 0 || ctx.ToException() is not { } end)
                return null;

            var message = $"{end.Message}; failed attempts before: {_count}, the last with {_text}";
            var cause = (end.InnerException, _last) switch
            {
                (null, var last) => last,
                (var given, null) => given,
                var (given, last) => new AggregateException(given, last),
            };
            return end is DeadlineExceededException
                ? new DeadlineExceededException(message, cause, ctx.Token)
                : new ContextCanceledException(message, cause, ctx.Token);
        }
    }
}
