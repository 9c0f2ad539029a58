namespace Empo.Stages.Imports;

/// <summary>The responses of one training step, in the order of their file.</summary>
/// <param name="name">The step as the recording names it; empty where it names none.</param>
internal sealed class ImportedStep(string name)
{
    private readonly List<ImportedResponse> _responses = [];
    private readonly Dictionary<string, int> _samples = new(StringComparer.Ordinal);

    public string Name { get; } = name;

    public IReadOnlyList<ImportedResponse> Responses => _responses;

    /// <summary>Questions in order of first appearance, each with its responses.</summary>
    public IEnumerable<IReadOnlyList<ImportedResponse>> Groups =>
        _responses.GroupBy(response => response.QuestionId, StringComparer.Ordinal).Select(group => group.ToList());

    /// <summary>Number of responses to a question so far, which is the sample index of its next one.</summary>
    public int SamplesOf(string questionId) => _samples.GetValueOrDefault(questionId);

    public void Add(ImportedResponse response)
    {
        _samples[response.QuestionId] = SamplesOf(response.QuestionId) + 1;
        _responses.Add(response);
    }
}
