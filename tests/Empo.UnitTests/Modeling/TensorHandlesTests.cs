using System.Reflection;
using Empo.Stages.Modeling;
using static TorchSharp.torch;

namespace Empo.UnitTests.Modeling;

/// <summary>
/// Some of the library's operations in place return the tensor that they changed, others a new handle to its memory, which then lives until
/// the garbage collector meets it: <c>zero_</c> is one. So nobody drops what an operation returns, except within a scope that gives it
/// free.
/// </summary>
public sealed class TensorHandlesTests
{
    [Fact]
    public void The_library_returns_new_handles_from_operations_in_place()
    {
        var making = Making();

        Assert.Contains(typeof(Tensor).GetMethod(nameof(Tensor.zero_), [])!, making);
        Assert.DoesNotContain(typeof(Tensor).GetMethod(nameof(Tensor.copy_), [typeof(Tensor), typeof(bool)])!, making);
    }

    [Fact]
    public void No_new_handle_is_dropped_outside_a_scope()
    {
        var making = Making();
        var assembly = typeof(CausalDecoder).Assembly;
        var scoped = CompiledCalls
            .Of(assembly)
            .Where(call => call.Called.Name == nameof(NewDisposeScope))
            .Select(call => call.Caller)
            .ToHashSet();

        var found = from call in CompiledCalls.Dropped(assembly)
                    where call.Called is MethodInfo { ReturnType: var type } && type == typeof(Tensor)
                    where making.Contains(call.Called) || call.Called.DeclaringType!.Assembly == assembly
                    where !scoped.Contains(call.Caller)
                    select $"{call.Caller.DeclaringType}.{call.Caller.Name} drops the result of {call.Called.Name}";

        Assert.Empty(found);
    }

    /// <summary>Whatever of TorchSharp returns a tensor and makes one, itself or through what it calls.</summary>
    private static HashSet<MethodBase> Making()
    {
        var callers = CompiledCalls.Of(typeof(Tensor).Assembly).ToLookup(call => call.Called, call => call.Caller);
        var making = new HashSet<MethodBase>();
        var open = new Queue<MethodBase>(
            typeof(Tensor).GetConstructors(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)
        );
        while (open.TryDequeue(out var maker))
        {
            foreach (
                var caller in callers[maker]
                    .Where(caller => caller is MethodInfo { ReturnType: var type } && type == typeof(Tensor))
                    .Where(making.Add)
            )
            {
                open.Enqueue(caller);
            }
        }

        return making;
    }
}
