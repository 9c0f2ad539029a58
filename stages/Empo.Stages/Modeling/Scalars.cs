using System.Collections.Concurrent;
using TorchSharp;
using static TorchSharp.torch;

namespace Empo.Stages.Modeling;

/// <summary>
/// Numbers in the form that libtorch takes, alive for as long as it reads them. TorchSharp passes on the address within a
/// <see cref="Scalar"/> and forgets the object, so one that nobody else holds (every implicit conversion makes such a one) can be finalised
/// by another thread's garbage collection in the middle of the call: an exception at best, at worst another number.
/// </summary>
/// <remarks>
/// So no number is converted implicitly, and of TorchSharp's overloads the one is called that takes the number it would otherwise make
/// inside:
/// <c>x.add(y, Scalars.One)</c> for <c>x + y</c> and <c>x.add(y)</c>, <c>x.pow(Scalars.Two)</c> for <c>x.square()</c>. A test holds all
/// compiled code against this. Whole numbers stay whole (int64), as they decide an operation's type.
/// </remarks>
internal static class Scalars
{
    private static readonly ConcurrentDictionary<long, Scalar> Whole = new();
    private static readonly ConcurrentDictionary<long, Scalar> Real = new(); // by bits: -0.0 is not 0.0

    public static Scalar Zero { get; } = Of(0);

    public static Scalar One { get; } = Of(1);

    public static Scalar Two { get; } = Of(2);

    /// <summary>Kept until the process ends: for what comes from a model's shape or the settings.</summary>
    public static Scalar Of(long value) => Whole.GetOrAdd(value, static number => number.ToScalar());

    /// <inheritdoc cref="Of(long)"/>
    public static Scalar Of(double value) =>
        Real.GetOrAdd(BitConverter.DoubleToInt64Bits(value), static bits => BitConverter.Int64BitsToDouble(bits).ToScalar());

    /// <summary>Kept for the one use: for what changes from step to step.</summary>
    public static Tensor With(long value, Func<Scalar, Tensor> use)
    {
        using var scalar = value.ToScalar();
        return use(scalar);
    }

    /// <inheritdoc cref="With(long, Func{Scalar, Tensor})"/>
    public static Tensor With(double value, Func<Scalar, Tensor> use)
    {
        using var scalar = value.ToScalar();
        return use(scalar);
    }

    /// <summary>The number in a tensor of one element.</summary>
    public static double Read(Tensor single)
    {
        using var value = single.ToScalar();
        return value.ToDouble();
    }
}
