namespace Empo.Stages.Rollouts.Server;

/// <summary>How a server turned out to answer, learnt from its replies; shared by the requests under way.</summary>
internal sealed class ServerHabits
{
    /// <summary>Chance at which equal choices of an honest server are not believed any more.</summary>
    private const double Incredible = 0.1;

    private readonly Lock _learning = new();
    private double _logChance;

    /// <summary>It gives one choice a request.</summary>
    public bool OneAtATime { get; private set; }

    /// <summary>One reply had choices that differ, so each choice is drawn by itself.</summary>
    public bool ChoicesDiffer { get; private set; }

    /// <summary>It gives one choice a request; false where that is known already.</summary>
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
    /// Weighs a reply of <paramref name="others"/> + 1 equal choices against as many single requests with seeds of their own. Were the
    /// choices drawn one by one, the others would have been equal to the first with chance p^others, p being what the single ones give:
    /// (equal + ½) / (others + 1). Example: 8 equal choices, none of 7 single ones equal: (1/16)^7. True where the product over all such
    /// replies is no longer believed.
    /// </summary>
    /// <param name="equal">Single ones that gave the same.</param>
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
