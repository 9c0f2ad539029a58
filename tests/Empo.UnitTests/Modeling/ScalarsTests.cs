using System.Reflection;
using Empo.Stages.Modeling;
using TorchSharp;
using static TorchSharp.torch;

namespace Empo.UnitTests.Modeling;

[Collection("torch")]
public sealed class ScalarsTests
{
    private const BindingFlags Constructors = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance;

    /// <summary>
    /// Neither a conversion of ours nor one within the library may make what nobody holds during the call; also seen after an update of the
    /// library.
    /// </summary>
    [Fact]
    public void Every_number_that_libtorch_reads_is_held()
    {
        var makers = Makers();
        Assert.Contains(typeof(Tensor).GetMethod(nameof(Tensor.add), [typeof(Tensor)])!, makers);

        var found = from call in CompiledCalls.Of(typeof(Scalars).Assembly)
                    where makers.Contains(call.Called) && !IsScalars(call.Caller.DeclaringType!)
                    select $"{call.Caller.DeclaringType}.{call.Caller.Name} calls {call.Called.DeclaringType!.Name}.{call.Called}";

        Assert.Empty(found);
    }

    [Fact]
    public void A_number_is_kept_once_and_with_its_type_and_sign()
    {
        Assert.Same(Scalars.Of(3), Scalars.Of(3));
        Assert.Same(Scalars.Of(0.1), Scalars.Of(0.1));
        Assert.Equal(ScalarType.Int64, Scalars.Of(3).Type);
        Assert.Equal(ScalarType.Float64, Scalars.Of(3.0).Type);
        Assert.Equal(double.NegativeInfinity, 1 / Scalars.Of(-0.0).ToDouble());
        Assert.Equal(double.PositiveInfinity, 1 / Scalars.Of(0.0).ToDouble());
    }

    [Fact]
    public void The_number_of_a_tensor_is_read_whatever_its_type()
    {
        using var scope = NewDisposeScope();

        Assert.Equal(0.5, Scalars.Read(tensor(0.5f)));
        Assert.Equal(0.1, Scalars.Read(tensor(0.1)));
        Assert.Equal(0.5, Scalars.Read(tensor(0.5f).to(ScalarType.BFloat16)));
    }

    /// <summary>Whatever of TorchSharp makes a <see cref="Scalar"/>, itself or through what it calls.</summary>
    private static HashSet<MethodBase> Makers()
    {
        var callers = CompiledCalls.Of(typeof(Scalar).Assembly).ToLookup(call => call.Called, call => call.Caller);
        var makers = new HashSet<MethodBase>();
        var open = new Queue<MethodBase>(typeof(Scalar).GetConstructors(Constructors));
        while (open.TryDequeue(out var maker))
        {
            foreach (var caller in callers[maker].Where(makers.Add))
            {
                open.Enqueue(caller);
            }
        }

        return makers;
    }

    private static bool IsScalars(Type type) => type == typeof(Scalars) || type.DeclaringType == typeof(Scalars);
}
