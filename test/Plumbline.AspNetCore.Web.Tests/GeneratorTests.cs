using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Plumbline.AspNetCore;

/// <summary>That this project tests what it is there for.</summary>
public sealed class GeneratorTests
{
    [Fact]
    public async Task Endpoint_OfThisProject_IsMadeByGenerator()
    {
        await using var app = WebApplication.CreateSlimBuilder().Build();
        app.MapGet("/", (Context ctx) => ctx.ToString());

        var endpoint = Assert.Single(((IEndpointRouteBuilder)app).DataSources.Single().Endpoints);

        Assert.Equal("Microsoft.AspNetCore.Http.Generated", endpoint.RequestDelegate?.Method.DeclaringType?.Namespace);
    }
}
