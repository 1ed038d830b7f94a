using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Plumbline.Load.Servers;

/// <summary>One way to write the same server.</summary>
/// <param name="Name">As on the command line.</param>
/// <param name="What">For the page; Markdown.</param>
/// <param name="Configure">Adds its services.</param>
/// <param name="Build">Adds its middleware and its endpoint.</param>
/// <param name="HasHeader">Whether its requests carry a deadline.</param>
internal sealed record ServerVariant(
    string Name, string What, Action<IServiceCollection> Configure, Action<WebApplication> Build, bool HasHeader = false);
