namespace Plumbline.Load.Servers;

/// <summary>Kinds of garbage collector.</summary>
internal enum Collector
{
    /// <summary>What a web project has unless it says otherwise.</summary>
    Server,

    /// <summary>What other programs have.</summary>
    Workstation,
}
