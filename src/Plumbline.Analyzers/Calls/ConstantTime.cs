using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Plumbline.Analyzers.Calls;

/// <summary>The length of a <see cref="TimeSpan"/> that an expression always has, as far as it can be read off it.</summary>
internal static class ConstantTime
{
    // A field that names a field that names a field: further nobody goes.
    private const int MaxDepth = 4;

    /// <summary>The length, or null where it is not known or where it is <see cref="Timeout.InfiniteTimeSpan"/>.</summary>
    internal static TimeSpan? Read(IOperation? value)
    {
        try
        {
            return Evaluate(value, 0) is { } time && time != Timeout.InfiniteTimeSpan ? time : null;
        }
        catch (OverflowException)
        {
            return null; // the program itself throws there
        }
        catch (ArgumentException)
        {
            return null; // NaN, likewise
        }
    }

    private static TimeSpan? Evaluate(IOperation? value, int depth) => depth > MaxDepth ? null : value switch
    {
        IConversionOperation { OperatorMethod: null } conversion => Evaluate(conversion.Operand, depth),
        IDefaultValueOperation standard when IsTimeSpan(standard.Type) => TimeSpan.Zero,
        IFieldReferenceOperation field => Field(field, depth),
        IInvocationOperation { TargetMethod.IsStatic: true } call when IsTimeSpan(call.TargetMethod.ContainingType) => From(call),
        IObjectCreationOperation creation when IsTimeSpan(creation.Type) => New(creation),
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Minus } negated => Evaluate(negated.Operand, depth + 1)?.Negate(),
        IBinaryOperation binary => Binary(binary, depth + 1),
        _ => null,
    };

    private static TimeSpan? Field(IFieldReferenceOperation reference, int depth)
    {
        var field = reference.Field;
        if (IsTimeSpan(field.ContainingType))
        {
            return field.Name switch
            {
                "Zero" => TimeSpan.Zero,
                "MaxValue" => TimeSpan.MaxValue,
                "MinValue" => TimeSpan.MinValue,
                _ => null,
            };
        }

        // Only in the same file: the model of another one would have to be made.
        return field is { IsStatic: true, IsReadOnly: true, DeclaringSyntaxReferences.Length: 1 }
            && IsTimeSpan(field.Type)
            && field.DeclaringSyntaxReferences[0] is var declaration
            && reference.SemanticModel is { } model
            && declaration.SyntaxTree == model.SyntaxTree
            && Initializer(declaration.GetSyntax()) is { } initializer
                ? Evaluate(model.GetOperation(initializer), depth + 1)
                : null;
    }

    private static ExpressionSyntax? Initializer(SyntaxNode declarator) =>
        (declarator as VariableDeclaratorSyntax)?.Initializer?.Value;

    private static TimeSpan? From(IInvocationOperation call)
    {
        double ticks = 0;
        foreach (var argument in call.Arguments)
        {
            var unit = argument.Parameter?.Name is { } name and not "value" ? Unit(name) : Unit(call.TargetMethod.Name);
            if (unit == 0 || Number(argument.Value) is not { } number)
            {
                return null;
            }

            ticks += number * unit;
        }

        return call.TargetMethod.Name.StartsWith("From", StringComparison.Ordinal) ? Ticks(ticks) : null;
    }

    private static long Unit(string name) => name switch
    {
        "days" or "FromDays" => TimeSpan.TicksPerDay,
        "hours" or "FromHours" => TimeSpan.TicksPerHour,
        "minutes" or "FromMinutes" => TimeSpan.TicksPerMinute,
        "seconds" or "FromSeconds" => TimeSpan.TicksPerSecond,
        "milliseconds" or "FromMilliseconds" => TimeSpan.TicksPerMillisecond,
        "microseconds" or "FromMicroseconds" => TimeSpan.TicksPerMillisecond / 1000,
        "ticks" or "FromTicks" => 1,
        _ => 0,
    };

    private static TimeSpan? New(IObjectCreationOperation creation)
    {
        double ticks = 0;
        foreach (var argument in creation.Arguments)
        {
            if (argument.Parameter is not { } parameter || Unit(parameter.Name) is not (not 0 and var unit) || Number(argument.Value) is not { } number)
            {
                return null;
            }

            ticks += number * unit;
        }

        return Ticks(ticks);
    }

    private static TimeSpan? Binary(IBinaryOperation binary, int depth)
    {
        var left = Evaluate(binary.LeftOperand, depth);
        var right = Evaluate(binary.RightOperand, depth);
        return binary.OperatorKind switch
        {
            BinaryOperatorKind.Add => left + right,
            BinaryOperatorKind.Subtract => left - right,
            BinaryOperatorKind.Multiply when left is { } time && Number(binary.RightOperand) is { } factor => Ticks(time.Ticks * factor),
            BinaryOperatorKind.Multiply when right is { } time && Number(binary.LeftOperand) is { } factor => Ticks(time.Ticks * factor),
            BinaryOperatorKind.Divide when left is { } time && Number(binary.RightOperand) is { } divisor and not 0 => Ticks(time.Ticks / divisor),
            _ => null,
        };
    }

    private static TimeSpan? Ticks(double ticks) => Math.Abs(ticks) < long.MaxValue ? TimeSpan.FromTicks((long)ticks) : null;

    private static double? Number(IOperation value)
    {
        while (value is IConversionOperation { ConstantValue.HasValue: false } conversion)
        {
            value = conversion.Operand;
        }

        return value.ConstantValue is { HasValue: true, Value: { } constant } ? constant switch
        {
            int number => number,
            long number => number,
            double number => number,
            _ => null,
        } : null;
    }

    private static bool IsTimeSpan(ITypeSymbol? type) => type is { Name: nameof(TimeSpan), ContainingNamespace: { Name: nameof(System), ContainingNamespace.IsGlobalNamespace: true } };
}
