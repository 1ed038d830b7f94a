using Plumbline.Bench;
using Plumbline.Bench.Services;
using Plumbline.Chain.Experiments;

namespace Plumbline.Chain.Findings;

/// <summary>The page: what was promised, then each experiment.</summary>
internal static class ChainPage
{
    internal static void Show(ChainResults results, MachineFacts machine, RunOptions options)
    {
        var page = new Page("What crosses three hops");
        page.Add(
            "Four processes on one machine, each calling the next: client → edge → mid → upstream; Kestrel with `UsePlumbline()`, and `http.GetAsync(ctx, …)` to the next hop. "
            + "A hop knows of its caller's deadline by the header `Context-TTL-Ms` alone, and of its caller's leaving by the connection (HTTP/1.1) or the stream (HTTP/2, without TLS) alone. "
            + "The processes share the monotonic clock, so moments of one can be subtracted from those of another.");
        page.Add(machine.ToMarkdown(options.Extent.ToString().ToLowerInvariant()).Trim());
        page.Add("What should be, and what was", Late(results), PageTable.Of(ChainFindings.Of(results)));
        page.Add(
            "The time left shrinks",
            "The client gives each request a second; the upstream answers at once. What each hop's context had left when its handler began: median (lowest–highest). "
            + "The header is in whole milliseconds, rounded down.",
            ChainTables.Shrinking(results.Shrinking));
        page.Add(
            "The client leaves",
            "The upstream works in steps of 4 ms, looking at its context before each. The client cancels 20 to 60 ms into a request, with many under way 200 to 600 ms. "
            + "From that moment until the handler of each hop was told, that is until its own code ran again with the error. "
            + "In turn with it, the same with processes that have no context: each passes `RequestAborted` on to `http.GetAsync(url, token)`, and knows of no cause.",
            ChainTables.Leaving(results));
        page.Add(
            "The client leaves without a word",
            "The client gives 500 ms and is stopped (SIGSTOP) once its requests have reached the upstream: its connections stay open, nothing is read, nothing is said. "
            + "From each hop's own deadline until its handler was told; less than zero: it was told by its caller's hanging up, whose deadline was a little earlier. "
            + "Where the callee's answer, a 504, comes first, the hop waits for its own deadline, which is what is measured. The client is not let go on before all handlers have ended.",
            ChainTables.Silent(results.Silent));
        page.Write(options.Folder, "chain.md");
    }

    private static string Late(ChainResults results) =>
        "Upstream work is a step that began. " + (results.LateStops == 0
            ? "The client was always stopped in time."
            : $"{results.LateStops} times the client was stopped only after a deadline, for want of processor time: these do not count.");
}
