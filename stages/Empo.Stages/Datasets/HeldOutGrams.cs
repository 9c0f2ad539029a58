namespace Empo.Stages.Datasets;

/// <summary>
/// Finds training questions that share a word n-gram with a question held out. Grams that occur in more than ten held-out questions are
/// stock phrases of the dataset (instructions, fixed wording) and do not count. Source: T. Brown et al., "Language Models are Few-Shot
/// Learners" (2020), appendix C, which ignores 13-grams that are equally common.
/// </summary>
internal sealed class HeldOutGrams(int n)
{
    private const int MaxQuestions = 10;

    private readonly Dictionary<ulong, int> _questions = [];

    public void Add(string text)
    {
        foreach (var gram in Grams(text))
        {
            _questions[gram] = _questions.GetValueOrDefault(gram) + 1;
        }
    }

    public bool Overlap(string text) => Grams(text).Any(gram => _questions.GetValueOrDefault(gram) is > 0 and <= MaxQuestions);

    private HashSet<ulong> Grams(string text) => WordGrams.Of(text, n, symbols: false);
}
