namespace Plumbline.RuleCost.Generation;

/// <summary>Which of the rules take part in a build of the generated code.</summary>
internal enum BuildRules
{
    /// <summary>None: what a build costs without them.</summary>
    None,

    /// <summary>As they are shipped: a suggestion is for the IDE, the command line's compiler does not run it.</summary>
    Shipped,

    /// <summary>The suggestions as well, all as warnings.</summary>
    All,

    /// <summary>The same, and each as an analyzer of its own, whose time the compiler tells.</summary>
    EachAlone,
}
