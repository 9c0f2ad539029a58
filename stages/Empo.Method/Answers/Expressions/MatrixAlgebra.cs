using Empo.Method.Answers.Numerics;
using Empo.Method.Answers.Reading;

namespace Empo.Method.Answers.Expressions;

/// <summary>Sums and products of matrices, and determinants up to three rows.</summary>
internal static class MatrixAlgebra
{
    /// <summary>The expression with matrix arithmetic carried out.</summary>
    /// <exception cref="UnreadableAnswerException">Shapes do not match.</exception>
    public static Expression Reduce(Expression expression, WorkBudget budget)
    {
        budget.Spend(8);
        return expression switch
        {
            Expression.Sum sum => sum.Terms.Select(term => Reduce(term, budget)).Aggregate(Add),
            Expression.Product product => product
                .Factors.Select(factor => Reduce(factor, budget))
                .Aggregate((left, right) => Multiply(left, right, budget)),
            Expression.Negative negative => Multiply(new Expression.Number(-1, false), Reduce(negative.Operand, budget), budget),
            Expression.Quotient quotient => Multiply(
                new Expression.Quotient(new Expression.Number(1, false), quotient.Denominator),
                Reduce(quotient.Numerator, budget),
                budget
            ),
            Expression.Power { Base: Expression.Matrix matrix, Exponent: Expression.Symbol { Name: "T" } } => new Expression.Matrix([
                .. Enumerable
                    .Range(0, matrix.Rows[0].Count)
                    .Select(column => (IReadOnlyList<Expression>)[.. matrix.Rows.Select(row => row[column])]),
            ]),
            Expression.Power
            {
                Base: Expression.Matrix matrix,
                Exponent: Expression.Number { Value: { IsInteger: true, Sign: > 0 } exponent }
            } when exponent.Numerator <= 16 => Enumerable
                .Repeat<Expression>(matrix, (int)exponent.Numerator)
                .Aggregate((left, right) => Multiply(left, right, budget)),
            Expression.Call { Function: "det", Arguments: [Expression.Matrix matrix] } => Determinant(matrix),
            _ => expression,
        };
    }

    private static Expression Add(Expression left, Expression right)
    {
        if (left is not Expression.Matrix a || right is not Expression.Matrix b)
        {
            return left is Expression.Matrix || right is Expression.Matrix
                ? throw new UnreadableAnswerException()
                : new Expression.Sum([left, right]);
        }

        if (a.Rows.Count != b.Rows.Count || a.Rows[0].Count != b.Rows[0].Count)
        {
            throw new UnreadableAnswerException();
        }

        return new Expression.Matrix([
            .. a.Rows.Select(
                (row, i) => (IReadOnlyList<Expression>)[.. row.Select((entry, j) => new Expression.Sum([entry, b.Rows[i][j]]))]
            ),
        ]);
    }

    private static Expression Multiply(Expression left, Expression right, WorkBudget budget)
    {
        if (left is not Expression.Matrix a)
        {
            return right is Expression.Matrix scaled
                ? new Expression.Matrix([
                    .. scaled.Rows.Select(row =>
                        (IReadOnlyList<Expression>)[.. row.Select(entry => new Expression.Product([left, entry]))]
                    ),
                ])
                : new Expression.Product([left, right]);
        }

        if (right is not Expression.Matrix b)
        {
            return Multiply(right, left, budget);
        }

        if (a.Rows[0].Count != b.Rows.Count)
        {
            throw new UnreadableAnswerException();
        }

        budget.Spend(a.Rows.Count * b.Rows.Count * b.Rows[0].Count);
        return new Expression.Matrix([
            .. a.Rows.Select(row =>
                (IReadOnlyList<Expression>)[.. Enumerable.Range(0, b.Rows[0].Count).Select(column => Dot(row, b, column))]
            ),
        ]);
    }

    private static Expression Dot(IReadOnlyList<Expression> row, Expression.Matrix matrix, int column) =>
        new Expression.Sum([.. row.Select((entry, i) => new Expression.Product([entry, matrix.Rows[i][column]]))]);

    private static Expression Determinant(Expression.Matrix matrix)
    {
        IReadOnlyList<IReadOnlyList<Expression>> rows = matrix.Rows;
        if (rows.Count != rows[0].Count || rows.Count > 3)
        {
            throw new UnreadableAnswerException();
        }

        if (rows.Count == 1)
        {
            return rows[0][0];
        }

        return new Expression.Sum([
            .. Enumerable
                .Range(0, rows.Count)
                .Select(column => new Expression.Product([
                    new Expression.Number(column % 2 == 0 ? 1 : -1, false),
                    rows[0][column],
                    Determinant(
                        new Expression.Matrix([
                            .. rows.Skip(1).Select(row => (IReadOnlyList<Expression>)[.. row.Where((_, i) => i != column)]),
                        ])
                    ),
                ])),
        ]);
    }
}
