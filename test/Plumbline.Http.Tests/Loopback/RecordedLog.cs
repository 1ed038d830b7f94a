using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Plumbline.Loopback;

/// <summary>Keeps what a server logs.</summary>
internal sealed class RecordedLog : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<(LogLevel Level, string Text)> _entries = [];
    private readonly ConcurrentQueue<Exception> _exceptions = [];

    public IReadOnlyCollection<(LogLevel Level, string Text)> Entries => _entries;

    public IReadOnlyCollection<Exception> Exceptions => _exceptions;

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        _entries.Enqueue((logLevel, formatter(state, exception)));
        if (exception is not null)
            _exceptions.Enqueue(exception);
    }

    /// <summary>Lets go of what was logged: an exception holds the context that it came from.</summary>
    public void Clear()
    {
        _entries.Clear();
        _exceptions.Clear();
    }

    public void Dispose()
    {
    }
}
