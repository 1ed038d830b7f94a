using System.Globalization;
using System.Text;

namespace Plumbline.Http.Internal;

/// <summary>What a call asks for, and how far it has come: for its errors, and put into words only there.</summary>
/// <remarks>
/// Times are timestamps of the context's clock, two readings for a call that nobody looks into. Copies of a request that are under way at the
/// same time share one record; then it says no more than what is true of all of them.
/// </remarks>
internal struct CallRecord
{
    // When the present phase began; once it is over, how long it took.
    private long _since;

    // In seconds, and no more exact than they are printed: every request has room for them.
    private float _connection;
    private float _headers;
    private CallPhase _phase;
    private ushort _attempts;
    private byte _sends;
    private bool _overlaps;
    private bool _isOver;
    private Traits _traits;

    // One byte for all: every request has room for them.
    [Flags]
    private enum Traits : byte
    {
        None = 0,
        HasReplaced = 1,
        IsBuffered = 2,
        EnsuresSuccess = 4,
        IsTold = 8,
    }

    /// <summary>The method that was asked for; a redirect may change that of the request.</summary>
    internal HttpMethod Method { get; private set; }

    internal Uri? Address { get; private set; }

    /// <summary>The value of <see cref="DeadlineHeader.Name"/> as the call wrote it; null when it wrote none.</summary>
    internal string? Written { get; set; }

    /// <summary>Whether that replaced another value.</summary>
    internal bool HasReplaced
    {
        readonly get => Is(Traits.HasReplaced);
        set => Set(Traits.HasReplaced, value);
    }

    /// <summary>Whether a handler of ours wants the callee told of the deadline.</summary>
    internal bool IsTold
    {
        readonly get => Is(Traits.IsTold);
        set => Set(Traits.IsTold, value);
    }

    /// <summary>Whether the call returns with the body in memory, and not with the headers.</summary>
    internal bool IsBuffered
    {
        readonly get => Is(Traits.IsBuffered);
        set => Set(Traits.IsBuffered, value);
    }

    /// <summary>Whether a status that says failure is an error.</summary>
    internal bool EnsuresSuccess
    {
        readonly get => Is(Traits.EnsuresSuccess);
        set => Set(Traits.EnsuresSuccess, value);
    }

    internal readonly CallPhase Phase => _phase;

    internal void Start(HttpRequestMessage request, TimeProvider clock)
    {
        Method = request.Method;
        Address = request.RequestUri;
        _since = clock.GetTimestamp();

        // Sent again although it was answered, as by a retry.
        if (_phase == CallPhase.Body)
            _phase = CallPhase.BetweenAttempts;
    }

    /// <summary>A handler of ours has the request.</summary>
    /// <param name="clock">The context's.</param>
    /// <param name="tellsConnection">Whether <see cref="Connected"/> will be called once there is a connection.</param>
    internal void StartAttempt(TimeProvider clock, bool tellsConnection)
    {
        if (_phase == CallPhase.Body)
            return;

        // One that has not ended is still under way: a hedge.
        _overlaps |= _attempts > 0 && _phase != CallPhase.BetweenAttempts;
        _attempts++;
        _sends = 0;
        _connection = 0;
        Enter(tellsConnection && !_overlaps ? CallPhase.Connection : CallPhase.Unknown, clock);
    }

    /// <summary>The request's headers are being written to a connection; called again where the handler follows a redirect or tries anew.</summary>
    internal void Connected(TimeProvider clock, bool hasContent)
    {
        if (_phase is not (CallPhase.Connection or CallPhase.Headers or CallPhase.ContentOrHeaders) || _overlaps)
            return;

        var took = Enter(hasContent ? CallPhase.ContentOrHeaders : CallPhase.Headers, clock);
        if (_sends++ == 0)
            _connection = took;
    }

    /// <summary>The attempt is over, and not by the context.</summary>
    internal void EndAttempt(TimeProvider clock)
    {
        // A hedge that lost has no say once the call has its answer.
        if (!_overlaps && _phase != CallPhase.Body)
            _headers = Enter(CallPhase.BetweenAttempts, clock);
    }

    internal void Answered(TimeProvider clock)
    {
        // Where the end of the attempt was told, what a handler further out did since is not the callee's.
        var isTold = _phase == CallPhase.BetweenAttempts;
        var took = Enter(CallPhase.Body, clock);
        if (!isTold)
            _headers = took;
    }

    /// <summary>The context is done: what is said later is not to grow.</summary>
    internal void Stop(long now)
    {
        if (_isOver)
            return;

        _since = now - _since;
        _isOver = true;
    }

    /// <summary>The part of the call that is under way, how long it has been so, and how long those before took.</summary>
    internal readonly string Describe(TimeProvider clock, long now, long bytes = 0)
    {
        var taken = clock.GetElapsedTime(0, _isOver ? _since : now - _since);
        var text = new StringBuilder(WhatIsUnderWay(_phase)).Append(" for ").Append(Text(taken.TotalSeconds));
        if (bytes > 0)
            text.Append(CultureInfo.InvariantCulture, $", {bytes} bytes read");

        AppendTaken(text);
        return text.ToString();
    }

    /// <summary>How long it took until the headers were there, and what of it is known.</summary>
    internal readonly string DescribeTaken()
    {
        var text = new StringBuilder();
        AppendTaken(text);
        return text.ToString();
    }

    /// <returns>How long the phase before took.</returns>
    private float Enter(CallPhase phase, TimeProvider clock)
    {
        var now = clock.GetTimestamp();
        var took = (float)clock.GetElapsedTime(_since, now).TotalSeconds;
        _phase = phase;
        _since = now;
        return took;
    }

    private readonly bool Is(Traits trait) => (_traits & trait) != 0;

    private void Set(Traits trait, bool value) => _traits = value ? _traits | trait : _traits & ~trait;

    private readonly void AppendTaken(StringBuilder text)
    {
        var separator = " (";
        Append(_attempts > 1 && !_overlaps, $"attempt {_attempts}");
        Append(_sends > 0 && !_overlaps, $"connection {Text(_connection)}");
        Append(_sends > 1 && !_overlaps, $"sent {_sends} times");
        Append(_phase == CallPhase.Body, $"headers {Text(_headers)}");
        if (separator != " (")
            text.Append(')');

        void Append(bool applies, string part)
        {
            if (!applies)
                return;

            text.Append(separator).Append(part);
            separator = ", ";
        }
    }

    private static string WhatIsUnderWay(CallPhase phase) => phase switch
    {
        CallPhase.Connection => "waiting for a connection",
        CallPhase.Headers => "waiting for the response's headers",
        CallPhase.ContentOrHeaders => "sending the content or waiting for the response's headers",
        CallPhase.BetweenAttempts => "between attempts",
        CallPhase.Body => "reading the body",
        _ => "waiting for the response",
    };

    private static string Text(double seconds) =>
        seconds < 1
            ? string.Create(CultureInfo.InvariantCulture, $"{seconds * 1000:0.#} ms")
            : string.Create(CultureInfo.InvariantCulture, $"{seconds:0.###} s");
}
