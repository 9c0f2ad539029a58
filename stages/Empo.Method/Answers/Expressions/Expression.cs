using Empo.Method.Answers.Numerics;

namespace Empo.Method.Answers.Expressions;

/// <summary>
/// The content of an answer, as an immutable tree. The nested records are all kinds of nodes. <see cref="ExpressionPrinter"/> writes a tree
/// in a notation that parses back to the same tree.
/// </summary>
internal abstract record Expression
{
    /// <summary>An exact number; <paramref name="IsDecimal"/> where it was written with a decimal point.</summary>
    public sealed record Number(Rational Value, bool IsDecimal) : Expression;

    /// <summary>A variable with its index and decoration, such as <c>x</c>, <c>x_{1}</c>, <c>\alpha</c>, <c>\bar{x}</c>.</summary>
    public sealed record Symbol(string Name) : Expression;

    /// <summary>π, e, i or infinity.</summary>
    public sealed record Constant(ConstantKind Kind) : Expression;

    /// <summary>Two or more terms.</summary>
    public sealed record Sum(IReadOnlyList<Expression> Terms) : Expression;

    /// <summary>Two or more factors.</summary>
    public sealed record Product(IReadOnlyList<Expression> Factors) : Expression;

    public sealed record Quotient(Expression Numerator, Expression Denominator) : Expression;

    public sealed record Negative(Expression Operand) : Expression;

    public sealed record Power(Expression Base, Expression Exponent) : Expression;

    /// <summary>A function by its lower-case name: <c>sin</c>, <c>sqrt</c>, <c>abs</c>, <c>factorial</c>, <c>degree</c> …</summary>
    public sealed record Call(string Function, IReadOnlyList<Expression> Arguments) : Expression;

    /// <summary>
    /// An unknown function of arguments, such as <c>f(x)</c>; <paramref name="IsProduct"/> where it may as well be f times x.
    /// </summary>
    public sealed record Application(Expression Function, IReadOnlyList<Expression> Arguments, bool IsProduct) : Expression;

    /// <summary>A sum or product over an index: <c>sum</c> or <c>prod</c>.</summary>
    public sealed record Series(string Kind, string Index, Expression From, Expression To, Expression Body) : Expression;

    /// <summary><c>±x</c> (sign 1) or <c>∓x</c> (sign -1): two values at once.</summary>
    public sealed record PlusMinus(int Sign, Expression Operand) : Expression;

    /// <summary>
    /// Answers without an order. <paramref name="IsBraced"/> means written with <c>\{ \}</c>; without braces it may be a tuple that lost
    /// its brackets.
    /// </summary>
    public sealed record Listing(IReadOnlyList<Expression> Items, bool IsBraced) : Expression
    {
        /// <summary>Whether the items are joined by "or" only.</summary>
        public bool IsAlternative { get; init; }
    }

    /// <summary>Items in order between brackets: a tuple, a point, or an interval of two.</summary>
    public sealed record Bracketed(char Open, IReadOnlyList<Expression> Items, char Close) : Expression;

    /// <summary>Rows of a matrix, all of one length.</summary>
    public sealed record Matrix(IReadOnlyList<IReadOnlyList<Expression>> Rows) : Expression;

    /// <summary><c>left op right op …</c>; operators as in <see cref="RelationOperators"/>.</summary>
    public sealed record Relation(IReadOnlyList<Expression> Sides, IReadOnlyList<string> Operators) : Expression;

    /// <summary>
    /// <c>a : b : …</c>; <paramref name="MayBeTime"/> where all parts but the first are two digits below 60, as in a time of day.
    /// </summary>
    public sealed record Ratio(IReadOnlyList<Expression> Parts, bool MayBeTime) : Expression;

    /// <summary>Set algebra: <c>cup</c>, <c>cap</c> or <c>setminus</c>.</summary>
    public sealed record SetOperation(string Operator, Expression Left, Expression Right) : Expression;

    /// <summary>Words.</summary>
    public sealed record Words(string Text) : Expression;

    /// <summary>An amount with its unit, by the canonical name that <see cref="CompoundUnit"/> reads.</summary>
    public sealed record Quantity(Expression Amount, string Unit) : Expression;

    /// <summary>One quantity in several units of a dimension, largest first: 1 hour 30 minutes.</summary>
    public sealed record MixedQuantity(IReadOnlyList<Quantity> Parts) : Expression;
}
