using System.Reflection;
using System.Reflection.Emit;

namespace Empo.UnitTests;

/// <summary>
/// Who calls whom in an assembly, read from its intermediate code; calls that a lambda, an operator or a conversion hides are there too.
/// </summary>
internal static class CompiledCalls
{
    private const BindingFlags Own =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<ushort, OpCode> Codes = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => (ushort)code.Value);

    /// <summary>A pair for each call and each method whose address is taken. Generic methods appear as their definitions.</summary>
    public static IEnumerable<(MethodBase Caller, MethodBase Called)> Of(Assembly assembly) =>
        from caller in Methods(assembly)
        from call in Of(caller)
        select (caller, call.Called);

    /// <summary>A pair for each call whose result nobody takes.</summary>
    public static IEnumerable<(MethodBase Caller, MethodBase Called)> Dropped(Assembly assembly) =>
        from caller in Methods(assembly)
        from call in Of(caller)
        where call.Next == OpCodes.Pop
        select (caller, call.Called);

    private static IEnumerable<MethodBase> Methods(Assembly assembly) =>
        assembly.GetTypes().SelectMany(type => type.GetMethods(Own).Concat<MethodBase>(type.GetConstructors(Own)));

    private static IEnumerable<(MethodBase Called, OpCode? Next)> Of(MethodBase caller)
    {
        var code = caller.GetMethodBody()?.GetILAsByteArray() ?? [];
        for (var at = 0; at < code.Length;)
        {
            var operation = Read(code, ref at);
            var operand = at;
            at += Size(operation.OperandType, code, at);
            if (operation.OperandType == OperandType.InlineMethod)
            {
                var next = at;
                yield return (Definition(caller, BitConverter.ToInt32(code, operand)), next < code.Length ? Read(code, ref next) : null);
            }
        }
    }

    private static OpCode Read(byte[] code, ref int at)
    {
        var first = code[at++];
        return Codes[first == 0xFE ? (ushort)(0xFE00 | code[at++]) : first];
    }

    private static MethodBase Definition(MethodBase caller, int token)
    {
        var called = caller.Module.ResolveMethod(
            token,
            caller.DeclaringType!.GetGenericArguments(),
            caller.IsGenericMethod ? caller.GetGenericArguments() : null)!;
        // the runtime makes those of arrays
        return called.DeclaringType!.IsArray ? called : called.Module.ResolveMethod(called.MetadataToken)!;
    }

    private static int Size(OperandType operand, byte[] code, int at) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, at)),
        _ => 4,
    };
}
