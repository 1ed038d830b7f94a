namespace Plumbline.RuleCost.Generation;

/// <summary>A solution of ordinary code that uses contexts, written into a folder of its own that goes away with it.</summary>
internal sealed class GeneratedSolution : IDisposable
{
    /// <summary>The property that says which rules take part in a build: one of <see cref="BuildRules"/>.</summary>
    internal const string RulesProperty = "PlumblineRules";

    /// <summary>All of its projects.</summary>
    internal const string All = "Generated.slnx";

    private const string AllRules = "all-rules.globalconfig";

    private static readonly string[] _modules = ["Orders", "Billing", "Catalog", "Shipping"];
    private static readonly string[] _packages = ["Plumbline", "Plumbline.Http", "Plumbline.AspNetCore"];
    private static readonly string[] _nouns =
    [
        "Account", "Basket", "Carrier", "Coupon", "Customer", "Delivery", "Discount", "Invoice", "Item", "Ledger", "Offer", "Order", "Parcel", "Partner", "Payment", "Price", "Product", "Quote", "Refund",
        "Region", "Return", "Route", "Stock", "Supplier", "Tariff", "Tax", "Ticket", "Voucher",
    ];

    private GeneratedSolution(string folder, int lines)
    {
        Folder = folder;
        Lines = lines;
    }

    internal string Folder { get; }

    /// <summary>Its projects, none of which needs another one.</summary>
    internal static IReadOnlyList<string> Projects { get; } = [.. _modules.Select(static module => Path.Combine(module, module + ".csproj"))];

    /// <summary>How many lines the files have.</summary>
    internal int Lines { get; }

    /// <summary>Writes the solution.</summary>
    /// <param name="lines">How many lines at least.</param>
    /// <param name="seed">The same seed gives the same code.</param>
    internal static GeneratedSolution Write(int lines, int seed)
    {
        var folder = Directory.CreateTempSubdirectory("plumbline-rule-cost-").FullName;
        var random = new Random(seed);
        File.WriteAllText(Path.Combine(folder, "Directory.Build.props"), Props());
        File.WriteAllText(Path.Combine(folder, AllRules), "is_global = true\ndotnet_analyzer_diagnostic.category-Plumbline.severity = warning\n");
        File.WriteAllText(Path.Combine(folder, All), $"<Solution>\n{string.Concat(_modules.Select(static module => $"  <Project Path=\"{module}/{module}.csproj\" />\n"))}</Solution>\n");
        foreach (var module in _modules)
        {
            Directory.CreateDirectory(Path.Combine(folder, module));
            File.WriteAllText(Path.Combine(folder, module, module + ".csproj"), "<Project Sdk=\"Microsoft.NET.Sdk\" />\n");
        }

        var written = 0;
        for (var file = 0; written < lines; file++)
        {
            var module = _modules[file % _modules.Length];
            var template = Template.Mix[file / _modules.Length % Template.Mix.Count];
            var name = _nouns[random.Next(_nouns.Length)] + file;
            var text = template.Fill(module, name, random);
            File.WriteAllText(Path.Combine(folder, module, name + template.Name + ".cs"), text);
            written += text.AsSpan().Count('\n');
        }

        return new(folder, written);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    // All that a project of ASP.NET Core has by itself, the rules of the SDK among it; an unused library costs no time. Ours come behind those of the SDK, as
    // those of a package do: whichever rule is the first pays for what the compiler looks up once.
    private static string Props()
    {
        var references = string.Concat(_packages
            .Select(static name => $"    <Reference Include=\"{name}\" HintPath=\"{Path.Combine(AppContext.BaseDirectory, name + ".dll")}\" />\n"));
        return $"""
            <Project>
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <UseAppHost>false</UseAppHost>
              </PropertyGroup>
              <ItemGroup>
                <FrameworkReference Include="Microsoft.AspNetCore.App" />
                <Using Include="Microsoft.AspNetCore.Builder" />
                <Using Include="Microsoft.AspNetCore.Http" />
                <Using Include="Microsoft.AspNetCore.Routing" />
                <Using Include="Microsoft.Extensions.Hosting" />
                <Using Include="System.Net.Http" />
            {references}  </ItemGroup>
              <Target Name="AddRules" BeforeTargets="CoreCompile">
                <ItemGroup>
                  <Analyzer Condition="'$({RulesProperty})' == '{BuildRules.Shipped}' or '$({RulesProperty})' == '{BuildRules.All}'" Include="{Path.Combine(AppContext.BaseDirectory, "Plumbline.Analyzers.dll")}" />
                  <Analyzer Condition="'$({RulesProperty})' == '{BuildRules.EachAlone}'" Include="{Path.Combine(AppContext.BaseDirectory, "Plumbline.RuleCost.Rules.dll")}" />
                </ItemGroup>
              </Target>
              <ItemGroup Condition="'$({RulesProperty})' == '{BuildRules.All}' or '$({RulesProperty})' == '{BuildRules.EachAlone}'">
                <GlobalAnalyzerConfigFiles Include="$(MSBuildThisFileDirectory){AllRules}" />
              </ItemGroup>
            </Project>

            """;
    }
}
