using System.Text.Json;
using Plumbline.Lab.Report;

namespace Plumbline.Lab.Tests.Report;

public sealed class ResultsDocumentTests
{
    [Fact]
    public void From_KnownRuns_HasEachFigureWithItsRange()
    {
        var json = JsonSerializer.Serialize(ResultsDocument.From(KnownReport.Data()), ReportJson.Default.ResultsDocument);

        using var document = JsonDocument.Parse(json);

        var a = document.RootElement.GetProperty("rows")[0];
        var home = a.GetProperty("figures").GetProperty("home-fault");
        Assert.Equal(("A", "goes down"), (a.GetProperty("candidate").GetString(), a.GetProperty("verdict").GetString()));
        Assert.Equal((0.1, 0.15, 0.2), (home.GetProperty("least").GetDouble(), Math.Round(home.GetProperty("median").GetDouble(), 9), home.GetProperty("most").GetDouble()));
        Assert.Equal(JsonValueKind.Null, a.GetProperty("figures").GetProperty("recovery").GetProperty("median").ValueKind);
        Assert.Equal("People who want /home: goodput in the fault, of fault-free", document.RootElement.GetProperty("figures").GetProperty("home-fault").GetString());
        Assert.Equal("half-open", document.RootElement.GetProperty("missing")[0].GetProperty("key").GetProperty("fault").GetString());
    }
}
