using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Plumbline.AspNetCore.Deadlines;
using Plumbline.AspNetCore.Pipeline;

namespace Plumbline.AspNetCore;

/// <summary>What holds for the context of every request.</summary>
/// <remarks>Read when the pipeline is built; not meant to be changed after that.</remarks>
public sealed class RequestContextOptions
{
    private readonly Dictionary<string, RequestLimit> _policies = new(StringComparer.Ordinal);
    private TimeSpan _defaultDeadline = Timeout.InfiniteTimeSpan;
    private TimeSpan _maximumDeadline = Timeout.InfiniteTimeSpan;
    private TimeSpan _overrunGrace = TimeSpan.FromMilliseconds(100);
    private Func<HttpContext, Context, Task> _answer = static (httpContext, _) => DefaultAnswer.WriteAsync(httpContext);

    /// <summary>How long a request may take whose endpoint says nothing; infinite unless set.</summary>
    /// <value>More than zero, or <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is zero or negative.</exception>
    /// <remarks>
    /// <c>WithDeadline</c> or <see cref="DeadlineAttribute"/> on an endpoint or group takes its place, be it shorter or longer. As any limit, it counts from the
    /// start of the request's <c>Activity</c> where there is one and the clock is the system's, and otherwise from <c>app.UsePlumbline()</c>.
    /// </remarks>
    public TimeSpan DefaultDeadline
    {
        get => _defaultDeadline;
        set
        {
            RequestLimit.ThrowIfOutOfRange(value, nameof(value));
            _defaultDeadline = value;
        }
    }

    /// <summary>How the deadlines that callers send along with their requests are read, and how far they are trusted.</summary>
    public IncomingDeadlineOptions Incoming { get; } = new();

    /// <summary>How long a request may take whatever its endpoint or its caller says; infinite unless set.</summary>
    /// <value>More than zero, or <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is zero or negative.</exception>
    /// <remarks>
    /// Only <c>WithoutDeadline</c>, <see cref="NoDeadlineAttribute"/> and long-lived requests are exempt. gRPC calls, streams included, have no default, but
    /// none gets more than this of what its <c>grpc-timeout</c> asks for; one that asks for nothing is not bounded.
    /// </remarks>
    public TimeSpan MaximumDeadline
    {
        get => _maximumDeadline;
        set
        {
            RequestLimit.ThrowIfOutOfRange(value, nameof(value));
            _maximumDeadline = value;
        }
    }

    /// <summary>How long after the end of its context a handler may return without being reported; 100 milliseconds unless set.</summary>
    /// <value>Zero or more; <see cref="Timeout.InfiniteTimeSpan"/> for no reports.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    /// <remarks>
    /// A handler is never abandoned: its client waits until it returns. One that overruns is counted (<c>plumbline.server.request.overrun</c>) and logged, with
    /// its endpoint and by how much, when it returns; and once while it still runs, when it has overrun by five seconds or by this, whichever is
    /// more. Measured by the registered <see cref="TimeProvider"/>.
    /// </remarks>
    public TimeSpan OverrunGrace
    {
        get => _overrunGrace;
        set
        {
            if (value < TimeSpan.Zero && value != Timeout.InfiniteTimeSpan)
                throw new ArgumentOutOfRangeException(nameof(value), value, "Must be zero or more, or Timeout.InfiniteTimeSpan for no reports.");

            _overrunGrace = value;
        }
    }

    /// <summary>Answers a request whose context ended, by deadline or host, before its response had started: by default with problem+json.</summary>
    /// <value>
    /// Called once, on a response that is cleared, has its status (504 or 503) and its header (<see cref="ContextHeaders.DeadlineExceeded"/> or
    /// <c>Retry-After</c>), all of which it may change. The context is the request's: it is done, and its <see cref="Context.Cause"/> says why.
    /// <c>HttpContext.RequestAborted</c> is the server's own token again.
    /// </value>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public Func<HttpContext, Context, Task> Answer
    {
        get => _answer;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            _answer = value;
        }
    }

    /// <summary>Names a deadline, for <c>WithDeadline("name")</c> and <see cref="DeadlinePolicyAttribute"/>.</summary>
    /// <param name="name">Case matters. A second policy of the same name takes the place of the first.</param>
    /// <param name="duration">More than zero.</param>
    /// <param name="member">Filled in by the compiler: who set the limit, for the error of a request that exceeds it.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <returns>These options.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="duration"/> is zero, negative or infinite.</exception>
    public RequestContextOptions AddPolicy(
        string name,
        TimeSpan duration,
        [CallerMemberName] string member = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0)
    {
        ArgumentNullException.ThrowIfNull(name);
        RequestLimit.ThrowIfNotFinite(duration, nameof(duration));
        _policies[name] = new RequestLimit(duration, DeadlineOwner.Endpoint, member, file, line);
        return this;
    }

    internal RequestLimit FindPolicy(string name) =>
        _policies.TryGetValue(name, out var limit)
            ? limit
            : throw new InvalidOperationException(
                $"There is no deadline policy '{name}': add it with builder.Services.AddPlumbline(options => options.AddPolicy(\"{name}\", …)).");
}
