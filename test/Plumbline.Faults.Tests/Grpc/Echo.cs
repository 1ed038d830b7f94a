using Grpc.Core;

namespace Plumbline.Faults.Grpc;

/// <summary>A gRPC service without a .proto file: texts for messages, and a test's delegates for methods.</summary>
[BindServiceMethod(typeof(Echo), nameof(Bind))]
#pragma warning disable CA1852 // Not sealed: grpc-dotnet finds virtual methods only.
internal class Echo
#pragma warning restore CA1852
{
    public static Method<string, string> UnaryMethod { get; } = New(MethodType.Unary, nameof(Unary));

    public static Method<string, string> StreamMethod { get; } = New(MethodType.ServerStreaming, nameof(Stream));

    public Func<ServerCallContext, Task<string>> OnUnary { get; init; } = static _ => Task.FromResult("");

    public Func<ServerCallContext, IServerStreamWriter<string>, Task> OnStream { get; init; } = static (_, _) => Task.CompletedTask;

    public static void Bind(ServiceBinderBase binder, Echo? service)
    {
        binder.AddMethod(UnaryMethod, service is null ? null : service.Unary);
        binder.AddMethod(StreamMethod, service is null ? null : service.Stream);
    }

    public virtual Task<string> Unary(string request, ServerCallContext context) => OnUnary(context);

    public virtual Task Stream(string request, IServerStreamWriter<string> answers, ServerCallContext context) => OnStream(context, answers);

    private static Method<string, string> New(MethodType type, string name) =>
        new(type, "plumbline.Echo", name, Marshallers.StringMarshaller, Marshallers.StringMarshaller);
}
