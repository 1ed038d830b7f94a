using Plumbline.Lab.Experiments;

namespace Plumbline.Lab.Load;

/// <summary>Where the pages are.</summary>
internal static class PageExtensions
{
    private static readonly Uri _home = new("/home", UriKind.Relative);
    private static readonly Uri _report = new("/report", UriKind.Relative);

    /// <summary>The page's address at the edge.</summary>
    public static Uri Address(this Page page) => page == Page.Home ? _home : _report;
}
