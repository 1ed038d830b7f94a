namespace Plumbline.Measure;

/// <summary>Numbered deadlines of one kind, and one way to see that they have passed.</summary>
internal interface IAlarms
{
    /// <summary>For the page.</summary>
    string Name { get; }

    /// <summary>Whether this kind cuts a timeout down to whole milliseconds, so that it is to be given such.</summary>
    bool CountsMilliseconds { get; }

    void Arm(int index, TimeSpan timeout);

    bool HasRung(int index);

    /// <summary>Ends all that was armed.</summary>
    void EndAll();
}
