using System.Reflection;
using System.Runtime.CompilerServices;

namespace Plumbline;

/// <summary>Everything that touches private members of <see cref="CancellationTokenSource"/>, in one place.</summary>
/// <remarks>
/// <para>
/// Two things the public API does not give: from a token to its source and on to the sources it was linked from; and marking a source
/// canceled apart from running its callbacks, which CancelAsync can do only by way of the tail of the pool's queue.
/// </para>
/// <para>
/// Tests pin all of it. Where a future runtime differs, it is noticed once, at start-up, and the core does without: a token is then a
/// plain one, and callbacks on tokens come when the pool gets to them. The switch <c>Plumbline.UsePrivateRuntimeMembers</c> (false)
/// does the same by hand.
/// </para>
/// </remarks>
internal static class TokenSources
{
    private static readonly Type? _linked1 = Type.GetType("System.Threading.CancellationTokenSource+Linked1CancellationTokenSource, System.Private.CoreLib");
    private static readonly Type? _linked2 = Type.GetType("System.Threading.CancellationTokenSource+Linked2CancellationTokenSource, System.Private.CoreLib");
    private static readonly Type? _linkedMany = Type.GetType("System.Threading.CancellationTokenSource+LinkedNCancellationTokenSource, System.Private.CoreLib");
    private static readonly bool _isAllowed = !AppContext.TryGetSwitch("Plumbline.UsePrivateRuntimeMembers", out bool isOn) || isOn;

    /// <summary>Whether a token leads to its source.</summary>
    internal static bool CanFindSources { get; } = _isAllowed && ProbeSource();

    /// <summary>Whether marking and running the callbacks can be told apart.</summary>
    internal static bool CanMarkApart { get; } = _isAllowed && ProbeMark();

    private static readonly (ReferenceField Registrations, ReferenceField Callbacks)? _look = CanMarkApart ? ProbeLook() : null;

    /// <summary>Whether callbacks can be looked for without running them.</summary>
    private static readonly bool _canLook = _look is not null;

    private static readonly ReferenceField _registrations = _look?.Registrations ?? default;
    private static readonly ReferenceField _callbacks = _look?.Callbacks ?? default;

    /// <summary>Whether that takes no reflection. For tests.</summary>
    internal static bool LooksStraight => _registrations.IsPlaceKnown && _callbacks.IsPlaceKnown;

    /// <summary>The source behind a token; null for none, or where the runtime does not tell.</summary>
    internal static CancellationTokenSource? SourceOf(CancellationToken token) => CanFindSources ? Source(ref token) : null;

    /// <summary>The token of a source that may be disposed already, when its own property throws.</summary>
    internal static CancellationToken TokenOf(CancellationTokenSource source)
    {
        CancellationToken token = default;
        Source(ref token) = source;
        return token;
    }

    /// <summary>The tokens that a source of the BCL was linked from; empty for every other source.</summary>
    internal static ReadOnlySpan<CancellationTokenRegistration> LinksOf(CancellationTokenSource source, Span<CancellationTokenRegistration> room)
    {
        Type type = source.GetType();
        if (type == _linked1)
        {
            room[0] = OnlyOfOne(source);
            return room[..1];
        }

        if (type == _linked2)
        {
            room[0] = FirstOfTwo(source);
            room[1] = SecondOfTwo(source);
            return room[..2];
        }

        return type == _linkedMany ? AllOfMany(source) : default;
    }

    /// <summary>Marks the source canceled. Runs nothing.</summary>
    internal static void MarkCanceled(SignalNode node)
    {
        try
        {
            if (CanMarkApart)
            {
                Transition(node);
            }
            else
            {
                MarkAndQueue(node);
            }
        }
        catch (ObjectDisposedException)
        {
            // Marked already; then its wait handle was to be set, which someone who is not the owner has disposed. This runs under the
            // node's lock, so nothing may come out of here.
        }
    }

    /// <summary>Whether callbacks are registered on a source that has been marked.</summary>
    internal static bool HasCallbacks(SignalNode node)
    {
        if (!CanMarkApart)
        {
            return false;
        }

        // Not known means perhaps: looking costs a trip to the pool.
        return !_canLook || (_registrations[node] is { } registrations && HasAny(registrations, _callbacks));
    }

    /// <summary>Whether a callback is among the registrations of a source that has been marked.</summary>
    private static bool HasAny(object registrations, ReferenceField callbacks)
    {
        // Who registers does so under this lock and looks only then whether the token is canceled. With the lock between the mark and
        // the look here, at least one of the two sees the other; without it both may miss, and the callback would never run.
        EnterLock(registrations);
        ExitLock(registrations);
        return callbacks[registrations] is not null;
    }

    /// <summary>Runs the callbacks of a source that has been marked, and reports what they throw.</summary>
    internal static void RunCallbacks(SignalNode node)
    {
        if (!CanMarkApart)
        {
            return;
        }

        try
        {
            Execute(node, throwOnFirstException: false);
        }
        catch (AggregateException exceptions)
        {
            Report(node, exceptions);
        }
    }

    /// <summary>Marks the source at once and leaves its callbacks to the pool, which is all that the public API can do apart from running them.</summary>
    private static void MarkAndQueue(SignalNode node)
    {
        Task callbacks;

        // Without the AsyncLocals of whoever cancels: CancelAsync would hand them to callbacks that bring none of their own.
        using (ExecutionContext.IsFlowSuppressed() ? default(AsyncFlowControl?) : ExecutionContext.SuppressFlow())
        {
            callbacks = node.CancelAsync();
        }

        if (!callbacks.IsCompletedSuccessfully)
        {
            node.Scheduler.CallbackPosted();
            _ = ReportAsync(node, callbacks);
        }
    }

    private static async Task ReportAsync(SignalNode node, Task callbacks)
    {
        // Never on this thread, which holds the node's lock. The faults are in the task, and nowhere else.
        await callbacks.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        if (callbacks.Exception is { } exceptions)
        {
            Report(node, exceptions.Flatten());
        }

        node.Scheduler.CallbackEnded();
    }

    private static void Report(SignalNode node, AggregateException exceptions)
    {
        foreach (Exception exception in exceptions.InnerExceptions)
        {
            ContextDiagnostics.ReportCallback(node, exception);
        }
    }

    private static bool ProbeSource()
    {
        try
        {
            using var source = new CancellationTokenSource();
            using var other = new CancellationTokenSource();
            using var one = CancellationTokenSource.CreateLinkedTokenSource(source.Token);
            using var two = CancellationTokenSource.CreateLinkedTokenSource(source.Token, other.Token);
            using var many = CancellationTokenSource.CreateLinkedTokenSource(source.Token, other.Token, source.Token);
            Span<CancellationTokenRegistration> room = new CancellationTokenRegistration[2];
            CancellationToken token = source.Token;
            return ReferenceEquals(Source(ref token), source)
                && LinksOf(one, room) is [var only] && only.Token == source.Token
                && LinksOf(two, room) is [var first, var second] && first.Token == source.Token && second.Token == other.Token
                && LinksOf(many, room) is [_, _, var third] && third.Token == source.Token;
        }
        catch (Exception exception) when (IsOtherRuntime(exception))
        {
            return false;
        }
    }

    private static bool ProbeMark()
    {
        try
        {
            using var source = new CancellationTokenSource();
            int runs = 0;
            using CancellationTokenRegistration registration = source.Token.UnsafeRegister(_ => runs++, null);
            bool isMarked = Transition(source) && source.IsCancellationRequested && runs == 0;
            Execute(source, throwOnFirstException: false);
            return isMarked && runs == 1;
        }
        catch (Exception exception) when (IsOtherRuntime(exception))
        {
            return false;
        }
    }

    private static (ReferenceField Registrations, ReferenceField Callbacks)? ProbeLook()
    {
        if (RegistrationsField() is not { } ofSource || CallbacksField() is not { } ofRegistrations)
        {
            return null;
        }

        try
        {
            using var source = new CancellationTokenSource();
            using var other = new CancellationTokenSource();
            bool isNone = ofSource.GetValue(source) is null;
            CancellationTokenRegistration registration = source.Token.UnsafeRegister(static _ => { }, null);
            using CancellationTokenRegistration another = other.Token.UnsafeRegister(static _ => { }, null);
            if (!isNone || ofSource.GetValue(source) is not { } registrations || ofSource.GetValue(other) is not { } others)
            {
                return null;
            }

            var registrationsField = new ReferenceField(ofSource, source, other);
            var callbacksField = new ReferenceField(ofRegistrations, registrations, others);
            bool isSeen = ReferenceEquals(registrationsField[source], registrations) && HasAny(registrations, callbacksField);
            registration.Dispose();
            return isSeen && !HasAny(registrations, callbacksField) ? (registrationsField, callbacksField) : null;
        }
        catch (Exception exception) when (IsOtherRuntime(exception))
        {
            return null;
        }
    }

    private static bool IsOtherRuntime(Exception exception) =>
        exception is MissingMemberException or TypeLoadException or NotSupportedException or InvalidCastException or BadImageFormatException or NullReferenceException;

    private static FieldInfo? RegistrationsField() =>
        typeof(CancellationTokenSource).GetField("_registrations", BindingFlags.Instance | BindingFlags.NonPublic);

    private static FieldInfo? CallbacksField() =>
        Type.GetType("System.Threading.CancellationTokenSource+Registrations, System.Private.CoreLib")
            ?.GetField("Callbacks", BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_source")]
    private static extern ref CancellationTokenSource? Source(ref CancellationToken token);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "TransitionToCancellationRequested")]
    private static extern bool Transition(CancellationTokenSource source);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "ExecuteCallbackHandlers")]
    private static extern void Execute(CancellationTokenSource source, bool throwOnFirstException);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "EnterLock")]
    private static extern void EnterLock([UnsafeAccessorType("System.Threading.CancellationTokenSource+Registrations")] object registrations);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "ExitLock")]
    private static extern void ExitLock([UnsafeAccessorType("System.Threading.CancellationTokenSource+Registrations")] object registrations);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_reg1")]
    private static extern ref CancellationTokenRegistration OnlyOfOne(
        [UnsafeAccessorType("System.Threading.CancellationTokenSource+Linked1CancellationTokenSource")] object source);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_reg1")]
    private static extern ref CancellationTokenRegistration FirstOfTwo(
        [UnsafeAccessorType("System.Threading.CancellationTokenSource+Linked2CancellationTokenSource")] object source);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_reg2")]
    private static extern ref CancellationTokenRegistration SecondOfTwo(
        [UnsafeAccessorType("System.Threading.CancellationTokenSource+Linked2CancellationTokenSource")] object source);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_linkingRegistrations")]
    private static extern ref CancellationTokenRegistration[]? AllOfMany(
        [UnsafeAccessorType("System.Threading.CancellationTokenSource+LinkedNCancellationTokenSource")] object source);
}
