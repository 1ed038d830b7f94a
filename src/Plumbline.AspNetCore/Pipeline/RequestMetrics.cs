using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Plumbline.AspNetCore.Deadlines;

namespace Plumbline.AspNetCore.Pipeline;

/// <summary>Tells metrics and traces that a request's context ended early, and why: as a kind and a type's name, never as text.</summary>
/// <remarks>Requests that ended in time are not marked. <c>error.type</c> and the span's status are left to the framework in any case.</remarks>
internal sealed class RequestMetrics
{
    internal const string Outcome = "plumbline.outcome";
    internal const string Cause = "plumbline.cause";
    internal const string DeadlineOwner = "plumbline.deadline.owner";
    internal const string Route = "http.route";
    internal const string DeadlineExceeded = "deadline_exceeded";
    internal const string Canceled = "canceled";

    private readonly Counter<long> _ended;
    private readonly Counter<long> _overrun;

    internal RequestMetrics(IMeterFactory? factory)
    {
        var meter = ServerMeter.From(factory);
        _ended = meter.CreateCounter<long>(
            "plumbline.server.request.ended", "{request}", "Requests whose context ended before their handler returned.");
        _overrun = meter.CreateCounter<long>(
            "plumbline.server.request.overrun", "{request}", "Requests whose handler went on for longer than the grace after their context had ended.");
    }

    internal static RequestMetrics Create(IServiceProvider services) => new(services.GetService<IMeterFactory>());

    internal void CountOverrun(RequestRun run)
    {
        if (_overrun.Enabled)
            _overrun.Add(1, TagsOf(run));
    }

    /// <summary>Counts the request, and marks the framework's own duration and span, where anybody listens to them.</summary>
    internal void CountEnded(RequestRun run)
    {
        if (_ended.Enabled)
            _ended.Add(1, TagsOf(run));

        var features = run.HttpContext.Features;
        if (features.Get<IHttpMetricsTagsFeature>() is { } duration && !duration.Tags.Any(static tag => tag.Key == Outcome))
        {
            // Not the end of an error page's pass after that of the first: an attribute that is there twice is none.
            foreach (var tag in EndTagsOf(run))
                duration.Tags.Add(tag);
        }

        if (features.Get<IHttpActivityFeature>()?.Activity is { IsAllDataRequested: true } activity)
        {
            foreach (var (key, value) in EndTagsOf(run))
                activity.SetTag(key, value);
        }
    }

    private static TagList TagsOf(RequestRun run)
    {
        var tags = EndTagsOf(run);
        if (run.Endpoint.Route is { } route)
            tags.Add(Route, route);
        return tags;
    }

    private static TagList EndTagsOf(RequestRun run)
    {
        var isDeadline = run.End == RequestEnd.Deadline;
        var tags = new TagList
        {
            { Outcome, isDeadline ? DeadlineExceeded : Canceled },
            { Cause, run.Context.Cause?.GetType().FullName },
        };
        if (isDeadline)
            tags.Add(DeadlineOwner, run.Owner.ToText());
        return tags;
    }
}
