namespace Empo.Stages.Rollouts.Server;

/// <summary>How a server behaves, learnt from its replies; shared by the requests in flight.</summary>
internal sealed class ServerHabits
{
    /// <summary>Probability below which equal choices are no longer taken for independent samples.</summary>
    private const double Incredible = 0.1;

    private readonly Lock _learning = new();
    private double _logChance;

    /// <summary>The server returns one choice per request.</summary>
    public bool OneAtATime { get; private set; }

    /// <summary>One reply had choices that differ, so the server draws each choice independently.</summary>
    public bool ChoicesDiffer { get; private set; }

    /// <summary>Records that the server returns one choice per request; false where that was known already.</summary>
    public bool LearnOneAtATime()
    {
        lock (_learning)
        {
            var news = !OneAtATime;
            OneAtATime = true;
            return news;
        }
    }

    public void LearnChoicesDiffer()
    {
        lock (_learning)
        {
            ChoicesDiffer = true;
        }
    }

    /// <summary>
    /// Weighs a reply of <paramref name="others"/> + 1 equal choices against <paramref name="others"/> single requests with separate seeds.
    /// Were the choices drawn independently, all others would equal the first with probability p^others, where the single requests estimate
    /// p as (equal + ½) / (others + 1). Example: 8 equal choices, none of 7 single ones equal: (1/16)^7. True where the product over all
    /// such replies is too small to believe.
    /// </summary>
    /// <param name="equal">Single requests that returned the same response.</param>
    public bool AreCopies(int others, int equal)
    {
        lock (_learning)
        {
            if (equal < others)
            {
                _logChance += others * Math.Log((equal + 0.5) / (others + 1));
            }

            return _logChance < Math.Log(Incredible);
        }
    }
}
