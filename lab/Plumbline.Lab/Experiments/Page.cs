namespace Plumbline.Lab.Experiments;

/// <summary>What a person wants from the edge service.</summary>
internal enum Page
{
    /// <summary><c>/home</c>: needs no other service.</summary>
    Home,

    /// <summary><c>/report</c>: needs the upstream.</summary>
    Report,
}
