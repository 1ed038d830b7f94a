namespace Plumbline.Lab.Experiments;

/// <summary>Shows a running experiment to whoever watches. Called by one thread at a time.</summary>
internal interface IProgressView
{
    /// <summary>Something happened that is worth a line.</summary>
    void Say(string what);

    /// <summary>New counters are there; called about four times a second for each run.</summary>
    void Update(MatrixState state);
}
