using CsCheck;
using Empo.Method.Answers.Expressions;
using Empo.Method.Answers.Numerics;

namespace Empo.UnitTests.Method.Answers;

/// <summary>Random expressions in the shapes that the parser makes: no negative numbers, no product that begins with a product.</summary>
internal static class ExpressionGenerator
{
    private static readonly Gen<Expression> Leaf = Gen.OneOf<Expression>(
        Gen.Int[0, 30].Select(value => (Expression)new Expression.Number(value, false)),
        Gen.Int[1, 9_999].Select(value => (Expression)new Expression.Number(new Rational(value, 100), value % 100 != 0)),
        Gen.OneOfConst("x", "y", "n", @"\alpha", "x_{1}").Select(name => (Expression)new Expression.Symbol(name)),
        Gen.OneOfConst(ConstantKind.Pi, ConstantKind.Euler).Select(kind => (Expression)new Expression.Constant(kind)));

    /// <summary>Scalar expressions up to four levels deep.</summary>
    public static Gen<Expression> Scalar { get; } = Deep(4);

    /// <summary>Scalars, tuples, sets, lists and matrices of them.</summary>
    public static Gen<Expression> Answer { get; } = Gen.OneOf<Expression>(
        Scalar,
        Scalar.Array[2, 3].Select(items => (Expression)new Expression.Bracketed('(', items, ')')),
        Scalar.Array[2, 2].Select(items => (Expression)new Expression.Bracketed('[', items, ')')),
        Scalar.Array[1, 3].Select(items => (Expression)new Expression.Listing(items, true)),
        Scalar.Array[2, 3].Select(items => (Expression)new Expression.Listing(items, false)),
        Scalar.Array[2, 2].Array[1, 2].Select(rows => (Expression)new Expression.Matrix(rows)),
        Gen.Select(Scalar, Scalar).Select((left, right) => (Expression)new Expression.Relation([left, right], ["<="])));

    private static Gen<Expression> Deep(int levels)
    {
        if (levels == 0)
        {
            return Leaf;
        }

        Gen<Expression> inner = Deep(levels - 1);
        return Gen.OneOf<Expression>(
            Leaf,
            inner.Array[2, 3].Select(terms => (Expression)new Expression.Sum(terms)),
            inner
                .Where(factor => factor is not Expression.Product)
                .Array[2, 3]
                .Select(factors => (Expression)new Expression.Product(factors)),
            Gen.Select(inner, inner).Select((above, below) => (Expression)new Expression.Quotient(above, below)),
            inner.Select(operand => (Expression)new Expression.Negative(operand)),
            Gen.Select(inner, Gen.Int[0, 4])
                .Select((value, exponent) => (Expression)new Expression.Power(value, new Expression.Number(exponent, false))),
            Gen.Select(Gen.OneOfConst("sqrt", "abs", "floor", "sin", "ln", "factorial"), inner)
                .Select((name, operand) => (Expression)new Expression.Call(name, [operand])),
            inner.Select(argument => (Expression)new Expression.Application(new Expression.Symbol("f"), [argument], false))
        );
    }
}
