using System.Collections.Concurrent;
using TorchSharp;
using static TorchSharp.torch;

namespace Empo.Stages.Modeling;

/// <summary>
/// Numbers in the form that libtorch takes, kept alive for as long as it reads them. TorchSharp passes on the native address inside a
/// <see cref="Scalar"/> and drops the object. A scalar without another reference (every implicit conversion makes one) can therefore be
/// finalised in the middle of the call, when another thread triggers a garbage collection. The result is an exception at best and a wrong
/// number at worst.
/// </summary>
/// <remarks>
/// So no number is converted implicitly. Among TorchSharp's overloads, the code calls the one that takes the scalar as an argument instead
/// of creating it inside: <c>x.add(y, Scalars.One)</c> for <c>x + y</c> and <c>x.add(y)</c>, <c>x.pow(Scalars.Two)</c> for
/// <c>x.square()</c>. A test checks all compiled code for this. Whole numbers stay whole (int64), as they decide an operation's type.
/// </remarks>
internal static class Scalars
{
    private static readonly ConcurrentDictionary<long, Scalar> Whole = new();
    private static readonly ConcurrentDictionary<long, Scalar> Real = new(); // by bits: -0.0 is not 0.0

    public static Scalar Zero { get; } = Of(0);

    public static Scalar One { get; } = Of(1);

    public static Scalar Two { get; } = Of(2);

    /// <summary>A scalar kept until the process ends: for numbers from a model's shape or the settings.</summary>
    public static Scalar Of(long value) => Whole.GetOrAdd(value, static number => number.ToScalar());

    /// <inheritdoc cref="Of(long)"/>
    public static Scalar Of(double value) =>
        Real.GetOrAdd(BitConverter.DoubleToInt64Bits(value), static bits => BitConverter.Int64BitsToDouble(bits).ToScalar());

    /// <summary>A scalar kept for a single use: for numbers that change from step to step.</summary>
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
