using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Plumbline.Loopback;

/// <summary>Keeps what a server logs.</summary>
internal sealed class RecordedLog : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<(LogLevel Level, string Text)> _entries = [];
    private readonly ConcurrentQueue<Exception> _exceptions = [];
    private readonly ConcurrentQueue<(Func<string, bool> IsIt, Signal Found)> _awaited = [];

    public IReadOnlyCollection<(LogLevel Level, string Text)> Entries => _entries;

    public IReadOnlyCollection<Exception> Exceptions => _exceptions;

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var text = formatter(state, exception);
        _entries.Enqueue((logLevel, text));
        if (exception is not null)
            _exceptions.Enqueue(exception);
        foreach (var (isIt, found) in _awaited)
        {
            if (isIt(text))
                found.Set();
        }
    }

    /// <summary>Waits for an entry: a client is told of an end before the server has logged it.</summary>
    public Task WaitForAsync(Func<string, bool> isIt, string what)
    {
        var found = new Signal(what);
        _awaited.Enqueue((isIt, found));
        if (_entries.Any(entry => isIt(entry.Text)))
            found.Set();
        return found.WaitAsync();
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
