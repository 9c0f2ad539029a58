namespace Empo.Stages.Sampling;

/// <summary>A response while it grows.</summary>
/// <param name="added">Called with each token when it is added; may be null.</param>
internal sealed class ResponseBuilder(int question, int sample, ulong questionCounter, int mostTokens, Action<int>? added)
{
    private readonly List<int> _tokens = [];
    private readonly List<float> _logProbs = [];
    private readonly List<float> _entropies = [];
    private readonly List<float> _certainties = [];
    private readonly List<float> _keptLogMass = [];
    private FinishReason _reason = FinishReason.Length;

    public int Question { get; } = question;

    public int Sample { get; } = sample;

    /// <summary>Hash of the question's id, used as the counter of its random numbers.</summary>
    public ulong QuestionCounter { get; } = questionCounter;

    public bool Finished { get; private set; }

    /// <summary>Tokens so far.</summary>
    public int Length => _tokens.Count;

    public int LastToken => _tokens[^1];

    public void Add(TokenChoice choice, Decoding decoding)
    {
        _tokens.Add(choice.Token);
        _logProbs.Add(choice.LogProb);
        _entropies.Add(choice.Entropy);
        _certainties.Add(choice.SelfCertainty);
        _keptLogMass.Add(choice.KeptLogMass);
        if (decoding.StopTokens.Contains(choice.Token))
        {
            (_reason, Finished) = (FinishReason.Stop, true);
        }

        Finished |= _tokens.Count >= mostTokens;
        added?.Invoke(choice.Token);
    }

    public Completion Build(bool truncates) => new()
    {
        Question = Question,
        Sample = Sample,
        TokenIds = _tokens,
        LogProbs = _logProbs,
        TokenEntropies = _entropies,
        SelfCertainties = _certainties,
        KeptLogMass = truncates ? _keptLogMass : null,
        FinishReason = _reason,
    };
}
