namespace Empo.Stages.Sampling;

/// <summary>
/// Chooses one token from a row of logits on the host, in double precision: for small vocabularies, and as the oracle of
/// <see cref="DeviceSampler"/>.
/// </summary>
/// <remarks>
/// p = softmax(logits / T). Without top-k and top-p the cumulative sum runs in the order of ids, otherwise in the order of falling
/// probability (ids break ties): first the top k, then the shortest prefix whose share of the k's mass reaches top-p, as transformers and
/// vLLM do. The token is the first whose cumulative mass exceeds u · (kept mass). Example: logits (0, ln 3), T 1, u 0.2 gives token 0 with
/// log-probability ln 0.25; u 0.3 gives token 1 with ln 0.75.
/// </remarks>
internal sealed class HostSampler(Decoding decoding, int vocabulary)
{
    private readonly double[] _masses = new double[vocabulary];
    private readonly int[] _order = new int[vocabulary];

    /// <param name="logits">[V], not yet divided by the temperature.</param>
    /// <param name="uniform">In [0, 1); not used where decoding is greedy.</param>
    public TokenChoice Choose(ReadOnlySpan<float> logits, double uniform)
    {
        var (best, total, weighted, sum) = Accumulate(logits);
        var logTotal = Math.Log(total);
        var token = best;
        double kept = 0;
        if (!decoding.Greedy)
        {
            (token, kept) = decoding.Truncates ? FromKept(uniform, total) : (FromAll(uniform * total), 0);
        }

        var logProb = ((logits[token] - (double)logits[best]) / decoding.Temperature) - logTotal;
        var entropy = logTotal - (weighted / total);
        var certainty = logTotal - (sum / vocabulary) - Math.Log(vocabulary);
        return new TokenChoice(token, (float)logProb, (float)entropy, (float)certainty, (float)kept);
    }

    /// <summary>Fills the masses e^(z - max z), z = logits / T; returns the argmax, Σ e^z', Σ e^z' z', Σ z' with z' = z - max z.</summary>
    private (int Best, double Total, double Weighted, double Sum) Accumulate(ReadOnlySpan<float> logits)
    {
        var best = 0;
        for (var i = 1; i < logits.Length; i++)
        {
            best = logits[i] > logits[best] ? i : best;
        }

        double most = logits[best], total = 0, weighted = 0, sum = 0;
        for (var i = 0; i < logits.Length; i++)
        {
            var shifted = (logits[i] - most) / decoding.Temperature;
            var mass = Math.Exp(shifted);
            _masses[i] = mass;
            total += mass;
            weighted += mass * shifted;
            sum += shifted;
        }

        return (best, total, weighted, sum);
    }

    private int FromAll(double target)
    {
        double cumulative = 0;
        var last = 0;
        for (var i = 0; i < vocabulary; i++)
        {
            cumulative += _masses[i];
            if (cumulative > target)
            {
                return i;
            }

            last = _masses[i] > 0 ? i : last;
        }

        return last; // u was so close to 1 that the rounded sum stayed below it
    }

    private (int Token, double KeptLogMass) FromKept(double uniform, double total)
    {
        for (var i = 0; i < vocabulary; i++)
        {
            _order[i] = i;
        }

        Array.Sort(_order, (left, right) =>
            _masses[left] == _masses[right] ? left.CompareTo(right) : _masses[right].CompareTo(_masses[left])
        );
        var candidates = decoding.TopK > 0 ? Math.Min(decoding.TopK, vocabulary) : vocabulary;
        double candidateMass = 0;
        for (var i = 0; i < candidates; i++)
        {
            candidateMass += _masses[_order[i]];
        }

        var (count, mass) = (0, 0.0);
        while (count == 0 || (count < candidates && mass < decoding.TopP * candidateMass))
        {
            mass += _masses[_order[count++]];
        }

        double cumulative = 0;
        for (var i = 0; i < count - 1; i++)
        {
            cumulative += _masses[_order[i]];
            if (cumulative > uniform * mass)
            {
                return (_order[i], Math.Min(0, Math.Log(mass / total)));
            }
        }

        return (_order[count - 1], Math.Min(0, Math.Log(mass / total)));
    }
}
