namespace Empo.Method;

/// <summary>How much a response repeats itself.</summary>
public static class Repetition
{
    /// <summary>
    /// Share of n-grams that occurred earlier in the same response: <c>1 - distinct / all</c>, 0 where nothing repeats or the response is
    /// shorter than n. Example: tokens 1 2 1 2 1 with n = 2 have the n-grams 12 21 12 21, so 0.5.
    /// </summary>
    /// <param name="tokens">Token ids of one response.</param>
    /// <param name="n">Length of an n-gram, at least 1.</param>
    public static double Share(ReadOnlySpan<int> tokens, int n = 4)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(n);

        int all = tokens.Length - n + 1;
        if (all <= 0)
        {
            return 0;
        }

        HashSet<NGram> distinct = [];
        int[] copy = tokens.ToArray();
        for (int start = 0; start < all; start++)
        {
            distinct.Add(new NGram(copy, start, n));
        }

        return 1 - ((double)distinct.Count / all);
    }

    private readonly struct NGram(int[] tokens, int start, int length) : IEquatable<NGram>
    {
        private ReadOnlySpan<int> Tokens => tokens.AsSpan(start, length);

        public bool Equals(NGram other) => Tokens.SequenceEqual(other.Tokens);

        public override bool Equals(object? obj) => obj is NGram other && Equals(other);

        public override int GetHashCode()
        {
            HashCode hash = default;
            foreach (int token in Tokens)
            {
                hash.Add(token);
            }

            return hash.ToHashCode();
        }

    }
}
