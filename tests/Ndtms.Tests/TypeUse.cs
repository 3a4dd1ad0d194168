using System.Reflection;
using System.Reflection.Emit;

namespace Ndtms.Tests;

/// <summary>Which types a type uses: its base, interfaces, attributes, fields, signatures and the instructions of its methods. Constants
/// leave no trace in a compiled program, so they are not seen.</summary>
internal static class TypeUse
{
    private const BindingFlags Everything =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(f => (OpCode)f.GetValue(null)!).ToDictionary(o => o.Value);

    /// <summary>The types that a type uses, and where: a member, or the type itself.</summary>
    public static IEnumerable<(Type Used, string Where)> Of(Type type)
    {
        var declared = new[] { type.BaseType }.Concat(type.GetInterfaces()).Concat(type.GetCustomAttributesData().Select(a => a.AttributeType));
        foreach (var used in declared.SelectMany(Parts))
            yield return (used, type.FullName!);
        foreach (var field in type.GetFields(Everything))
        {
            foreach (var used in Parts(field.FieldType))
                yield return (used, $"{type.FullName}.{field.Name}");
        }

        foreach (var method in type.GetMethods(Everything).Concat<MethodBase>(type.GetConstructors(Everything)))
        {
            foreach (var used in SignatureOf(method).Concat(MembersIn(method).SelectMany(TypesOf)).SelectMany(Parts))
                yield return (used, $"{type.FullName}.{method.Name}");
        }
    }

    /// <summary>The members that a method's instructions name.</summary>
    public static IEnumerable<MemberInfo> MembersIn(MethodBase method)
    {
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } code)
            yield break;
        var ofType = method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : null;
        var ofMethod = method.IsGenericMethod ? method.GetGenericArguments() : null;
        for (var at = 0; at < code.Length;)
        {
            var value = code[at] == 0xFE ? unchecked((short)((0xFE << 8) | code[at + 1])) : code[at];
            var operation = OpCodesByValue[value];
            at += operation.Size;
            switch (operation.OperandType)
            {
                case OperandType.InlineNone:
                    break;
                case OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar:
                    at += 1;
                    break;
                case OperandType.InlineVar:
                    at += 2;
                    break;
                case OperandType.InlineI8 or OperandType.InlineR:
                    at += 8;
                    break;
                case OperandType.InlineSwitch:
                    at += 4 + (4 * BitConverter.ToInt32(code, at));
                    break;
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType:
                    if (method.Module.ResolveMember(BitConverter.ToInt32(code, at), ofType, ofMethod) is { } member)
                        yield return member;
                    at += 4;
                    break;
                default:
                    at += 4;
                    break;
            }
        }
    }

    private static IEnumerable<Type?> SignatureOf(MethodBase method) =>
    [
        .. method.GetParameters().Select(p => p.ParameterType), (method as MethodInfo)?.ReturnType,
        .. method.GetMethodBody()?.LocalVariables.Select(l => l.LocalType) ?? [],
    ];

    private static IEnumerable<Type?> TypesOf(MemberInfo member) => member switch
    {
        Type type => [type],
        FieldInfo field => [field.DeclaringType, field.FieldType],
        MethodBase method => [method.DeclaringType, .. SignatureOf(method), .. method.IsGenericMethod ? method.GetGenericArguments() : []],
        _ => [],
    };

    private static IEnumerable<Type> Parts(Type? type) => type switch
    {
        null or { IsGenericParameter: true } => [],
        { HasElementType: true } => Parts(type.GetElementType()),
        { IsGenericType: true } => [type.GetGenericTypeDefinition(), .. type.GetGenericArguments().SelectMany(Parts)],
        _ => [type],
    };
}
