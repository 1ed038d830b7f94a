namespace Plumbline.Lab.Measure;

/// <summary>How a click ended for the person who made it.</summary>
internal enum ClickOutcome
{
    /// <summary>The page came while the person was still waiting.</summary>
    Answered,

    /// <summary>The person's patience ended first; the connection was closed.</summary>
    Left,

    /// <summary>An error came (a status other than 200, or none at all); the person left because of it.</summary>
    Failed,
}
