using Plumbline.Lab.Experiments;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Plumbline.Lab.Report;

/// <summary>Progress as a picture that is redrawn in the terminal: the whole experiment in a line, and every run of the moment.</summary>
internal sealed class LiveProgress(LiveDisplayContext display, IAnsiConsole console, TimeProvider clock) : IProgressView
{
    private const int WordsKept = 4;
    private const int LinesAround = 3 + WordsKept;
    private readonly Queue<string> _said = new();
    private Estimate? _estimate;
    private MatrixState? _state;

    public void Say(string what)
    {
        _said.Enqueue(what);
        if (_said.Count > WordsKept)
        {
            _said.Dequeue();
        }

        Draw();
    }

    public void Update(MatrixState state)
    {
        _state = state;
        _estimate ??= new Estimate(clock, state.Over);
        Draw();
    }

    private void Draw()
    {
        var parts = new List<IRenderable>();
        if (_state is { } state)
        {
            parts.Add(new Markup(Header(state)));
            var lines = state.Running.Count == 0 ? 0 : (console.Profile.Height - LinesAround) / state.Running.Count;
            parts.AddRange(state.Running.Select(cell => new Markup(CellPicture.Draw(cell, console.Profile.Width, lines))));
            parts.Add(new Markup("[grey]goodput: answers that arrived before the person left; the ground is red while the fault is on[/]"));
        }

        parts.AddRange(_said.Select(static word => new Markup($"[grey]{Markup.Escape(word)}[/]") { Overflow = Overflow.Ellipsis }));
        display.UpdateTarget(new Rows(parts));
    }

    private string Header(MatrixState state)
    {
        const int Width = 30;
        var share = Estimate.Done(state);
        var full = (int)Math.Round(share * Width);
        var left = _estimate?.Left(state) is { } known ? $", about {Texts.Span(known)} left" : string.Empty;
        return $"[green]{new string('━', full)}[/][grey]{new string('━', Width - full)}[/] {state.Over} of {state.Total} runs are over{left}";
    }
}
