using System.Reflection;
using System.Runtime.Loader;
using Microsoft.Coyote;
using Microsoft.Coyote.Rewriting;
using Mono.Cecil;

namespace Plumbline.Interleaving;

/// <summary>Copies of the core and of this assembly in which Coyote decides which thread goes on, at every step that threads can see of each other.</summary>
internal sealed class Rewritten : AssemblyLoadContext
{
    private const BindingFlags Any = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance;

    private static readonly string _from = AppContext.BaseDirectory;
    private static readonly Lazy<Rewritten> _byAtomics = new(static () => new Rewritten(withFields: false));
    private static readonly Lazy<Rewritten> _byFields = new(static () => new Rewritten(withFields: true));

    private readonly string _directory;

    private Rewritten(bool withFields)
    {
        string work = Path.Combine(AppContext.BaseDirectory, withFields ? "rewritten-fields" : "rewritten-atomics");
        string core = Path.Combine(work, "in", "Plumbline.dll");
        string races = Path.Combine(work, "in", "Plumbline.Interleaving.Tests.dll");
        _directory = Path.Combine(work, "out");
        Directory.CreateDirectory(Path.GetDirectoryName(core)!);
        Directory.CreateDirectory(_directory);
        File.Copy(Path.Combine(_from, Path.GetFileName(core)), core, overwrite: true);
        File.Copy(Path.Combine(_from, Path.GetFileName(races)), races, overwrite: true);

        // Coyote 1.7 stumbles over methods without a body, which is what accessors to private members are: meanwhile they pass for
        // something that it lets alone.
        SetInternalCall(core, true);
        Rewrite(Path.GetDirectoryName(core)!, _directory, [core, races], withFields);
        SetInternalCall(Path.Combine(_directory, Path.GetFileName(core)), false);
    }

    /// <summary>One of the races, to be run under Coyote's control.</summary>
    /// <param name="name">Its name in <see cref="Races"/> or in <see cref="FlightRaces"/>.</param>
    /// <param name="withFields">Whether every access to a field is a step, or only interlocked and volatile ones, locks and threads.</param>
    internal static Action Race(string name, bool withFields)
    {
        Rewritten copies = (withFields ? _byFields : _byAtomics).Value;
        Assembly assembly = copies.LoadFromAssemblyName(typeof(Races).Assembly.GetName());
        MethodInfo race = new[] { typeof(Races), typeof(FlightRaces) }
            .Select(type => assembly.GetType(type.FullName!, throwOnError: true)!.GetMethod(name))
            .First(static method => method is not null)!;
        return race.CreateDelegate<Action>();
    }

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        // Everything else, Coyote above all, is shared with the tests.
        string path = Path.Combine(_directory, assemblyName.Name + ".dll");
        return assemblyName.Name is "Plumbline" or "Plumbline.Interleaving.Tests" ? LoadFromAssemblyPath(path) : null;
    }

    private static void SetInternalCall(string path, bool value)
    {
        using DefaultAssemblyResolver resolver = NewResolver();
        using var assembly = AssemblyDefinition.ReadAssembly(path, new ReaderParameters { InMemory = true, AssemblyResolver = resolver });
        foreach (MethodDefinition method in assembly.MainModule.GetTypes().SelectMany(static type => type.Methods))
        {
            if (method.CustomAttributes.Any(static attribute => attribute.AttributeType.Name == "UnsafeAccessorAttribute"))
            {
                method.IsInternalCall = value;
            }
        }

        assembly.Write(path);
    }

    private static DefaultAssemblyResolver NewResolver()
    {
        var resolver = new DefaultAssemblyResolver();
        resolver.AddSearchDirectory(_from);
        resolver.AddSearchDirectory(Path.GetDirectoryName(typeof(object).Assembly.Location)!);
        return resolver;
    }

    /// <summary>What the tool's command line does. Its options have no public way in.</summary>
    private static void Rewrite(string from, string to, HashSet<string> assemblies, bool withFields)
    {
        Type type = typeof(RewritingEngine).Assembly.GetType("Microsoft.Coyote.Rewriting.RewritingOptions", throwOnError: true)!;
        object options = type.GetMethod("Create", Any)!.Invoke(null, null)!;
        Set("AssembliesDirectory", from);
        Set("OutputDirectory", to);
        Set("AssemblyPaths", assemblies);
        Set("DependencySearchPaths", new List<string> { _from });
        Set("IsRewritingMemoryLocations", withFields);
        MethodInfo run = typeof(RewritingEngine).GetMethods(Any).Single(static method => method is { Name: "Run", IsStatic: true });
        Type[] types = [.. run.GetParameters().Select(static parameter => parameter.ParameterType)];
        Configuration configuration = Configuration.Create();
        ConstructorInfo newLog = types[2].GetConstructors(Any).Single(static constructor => !constructor.IsStatic);
        object log = newLog.Invoke([configuration, .. Enumerable.Repeat<object>(false, newLog.GetParameters().Length - 1)]);
        run.Invoke(null, [options, configuration, log, Activator.CreateInstance(types[3], nonPublic: true)]);

        void Set(string name, object value) => type.GetProperty(name, Any)!.SetValue(options, value);
    }
}
