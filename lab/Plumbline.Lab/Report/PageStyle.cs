namespace Plumbline.Lab.Report;

/// <summary>How the page looks: in light and dark, from the width of a phone on.</summary>
internal static class PageStyle
{
    /// <summary>The colours of charts as variables, for light and dark ground.</summary>
    public static string Variables { get; } =
        $":root{{{Ink("#1b1f24", "#5c6672", "#d9dee4", "#b4232318", "#ffffff", "#f5f7f9")}{Candidate(static colour => colour.Light)}}}"
        + $"@media (prefers-color-scheme:dark){{:root{{{Ink("#e9edf1", "#9aa5b1", "#343b44", "#ff6b6b2b", "#14171b", "#1d2126")}{Candidate(static colour => colour.Dark)}}}}}";

    /// <summary>Words in charts.</summary>
    public const string Words =
        """
        svg text{font:11px system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;fill:var(--quiet);font-variant-numeric:tabular-nums}
        svg text.head{font-size:13px;font-weight:600;fill:var(--text)}
        svg text.big{font-size:15px;font-weight:700}
        """;

    /// <summary>All of it.</summary>
    public static string Sheet { get; } = Variables + Words +
        """
        *{box-sizing:border-box}
        html{color-scheme:light dark;-webkit-text-size-adjust:100%}
        body{margin:0 auto;max-width:1180px;padding:1.5rem 1rem 4rem;background:var(--ground);color:var(--text);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;font-variant-numeric:tabular-nums}
        h1{font-size:clamp(1.6rem,5vw,2.3rem);line-height:1.15;margin:.2em 0 .4em;letter-spacing:-.02em}
        h2{font-size:1.3rem;line-height:1.25;margin:2.6em 0 .3em;letter-spacing:-.01em}
        h3{font-size:1rem;margin:1.4em 0 .2em}
        p{max-width:44rem;margin:.5em 0}
        .lead,small,.meta,dd{color:var(--quiet)}
        .meta{font-size:.85rem}
        small{font-size:.78rem;font-weight:400}
        a{color:inherit;text-underline-offset:.15em}
        code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,"DejaVu Sans Mono",monospace;font-size:.86rem}
        pre{background:var(--panel);padding:.8rem 1rem;border-radius:8px;overflow-x:auto}
        ul{padding-left:1.2rem;max-width:46rem}
        li{margin:.35em 0}
        dl{max-width:46rem;display:grid;grid-template-columns:minmax(7rem,auto) 1fr;gap:.4rem 1rem;font-size:.92rem}
        dl.who{grid-template-columns:auto 1fr;gap:.25rem .8rem;font-size:.86rem}
        dt{font-weight:600}
        dd{margin:0}
        .badge{display:inline-block;min-width:1.9em;padding:0 .4em;border-radius:5px;background:var(--k);color:var(--ground);font-weight:700;font-size:.85rem;line-height:1.55;text-align:center;white-space:nowrap}
        .warn{color:var(--a)}
        .warning{border-left:4px solid var(--a);padding:.3rem .8rem;background:var(--panel)}
        .multiples{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,300px),1fr));gap:1.1rem 1.4rem;margin:1rem 0}
        figure{margin:0;min-width:0}
        figcaption{font-size:.9rem;line-height:1.5;display:flex;flex-wrap:wrap;align-items:baseline;gap:0 .45em}
        figcaption .what{color:var(--quiet)}
        figcaption b{margin-left:auto}
        figcaption small{flex-basis:100%;text-align:right;line-height:1.2}
        svg{display:block;width:100%;height:auto;overflow:visible}
        table{border-collapse:collapse;font-size:.9rem}
        th{text-align:left;font-weight:600}
        thead th{color:var(--quiet);font-weight:500;font-size:.82rem;vertical-align:bottom}
        td,th{padding:.32rem .9rem .32rem 0;vertical-align:top}
        td small{display:block;line-height:1.3}
        .verdict{width:100%;margin:1.2rem 0}
        .verdict td,.verdict th{border-top:1px solid var(--grid);padding-top:.55rem;padding-bottom:.55rem}
        .verdict thead th{border:0}
        .bar{display:inline-block;width:5.5rem;height:.75rem;margin-right:.6rem;border-radius:3px;background:var(--grid);overflow:hidden;vertical-align:baseline}
        .bar i{display:block;height:100%;background:var(--k)}
        .scroll{overflow-x:auto;margin:.8rem 0}
        .figures td,.grid td{text-align:right;white-space:nowrap;padding:.2rem .7rem .2rem .3rem;border-top:1px solid var(--grid)}
        .figures th,.grid th{border-top:1px solid var(--grid);font-weight:400;padding:.2rem .9rem .2rem 0}
        .figures tbody tr>th:first-child,.grid tbody tr>th:first-child{position:sticky;left:0;background:var(--ground);min-width:9rem;max-width:23rem}
        .figures thead th,.grid thead th{border:0;text-align:right}
        .grid thead th:first-child{text-align:left}
        .figures .group th{padding-top:1.1rem;font-weight:600;border:0}
        .figures .group span{position:sticky;left:0}
        .grid td.up b{color:var(--c)}
        .grid td.down b{color:var(--a)}
        .losses td,.losses th{border-top:1px solid var(--grid)}
        .losses th{font-weight:400;color:var(--quiet)}
        .losses thead th{border:0}
        .losses .pair{white-space:nowrap;margin-right:.7em}
        .pairs th{font-weight:400;color:var(--quiet);white-space:nowrap}
        .pairs td{overflow-wrap:anywhere}
        details{margin:.6rem 0;border-top:1px solid var(--grid);padding-top:.5rem}
        summary{cursor:pointer;font-weight:600}
        .remarks{font-size:.85rem;color:var(--quiet)}
        @media (max-width:640px){
        .verdict thead{display:none}
        .verdict tr{display:block;border-top:1px solid var(--grid);padding:.7rem 0}
        .verdict th,.verdict td{display:block;border:0;padding:.12rem 0}
        .verdict td{display:flex;flex-wrap:wrap;align-items:baseline;gap:0 .5em}
        .verdict td::before{content:attr(data-label);color:var(--quiet);flex:0 0 10.2rem;font-size:.85rem}
        .verdict td small{flex-basis:100%;padding-left:10.7rem}
        .bar{display:none}
        .figures tbody tr>th:first-child{max-width:10.5rem;font-size:.82rem}
        dl:not(.who){grid-template-columns:1fr;gap:0}
        dl:not(.who) dd{margin-bottom:.6rem}
        }
        @media print{details:not([open])>*{display:block}}
        """;

    private static string Ink(string text, string quiet, string grid, string fault, string ground, string panel) =>
        $"--text:{text};--quiet:{quiet};--grid:{grid};--fault:{fault};--ground:{ground};--panel:{panel};";

    private static string Candidate(Func<(string Services, string Key, string Light, string Dark), string> colour) =>
        string.Concat(Palette.Candidates.Select(candidate => $"--{candidate.Key}:{colour(candidate)};"));
}
