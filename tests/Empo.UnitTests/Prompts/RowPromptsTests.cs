using Empo.Experiments.Settings;
using Empo.Stages.Datasets;
using Empo.Stages.Prompts;
using Empo.Stages.Tokenization;
using Empo.UnitTests.Stages;

namespace Empo.UnitTests.Prompts;

public sealed class RowPromptsTests : IDisposable
{
    private const string Alternating =
        "{% for m in messages %}{% if (m.role == 'user') != (loop.index0 % 2 == 0) %}"
        + "{{ raise_exception('Roles must alternate') }}{% endif %}{{ m.content }}{% endfor %}";

    private static readonly ITextTokenizer Tokenizer = TokenizerFolder.Load(
        Path.Combine(Repository.Root, "tests", "golden", "byte-level-bpe")
    );

    private static readonly Dialogue Good = new() { Question = "q" };
    private static readonly Dialogue Twice = new() { History = [new Turn(Turn.User, "a")], Question = "q" };

    private readonly TemporaryFolder _folder = new();
    private readonly CollectedLog _log = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Rows_that_the_template_refuses_are_left_out_and_the_first_is_a_warning()
    {
        var prompts = Prompts();

        Assert.NotNull(prompts.Encode(Good));
        Assert.Null(prompts.Encode(Twice));
        Assert.Null(prompts.Encode(Twice));
        prompts.Report(_log);

        var line = Assert.Single(_log.Lines);
        Assert.Contains("EMPO4108 2 questions are left out", line, StringComparison.Ordinal);
        Assert.Contains("Roles must alternate", line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_template_that_refuses_every_row_is_an_error()
    {
        var prompts = Prompts();

        Assert.Null(prompts.Encode(Twice));

        Assert.Equal("EMPO4102", Assert.Throws<UserError>(() => prompts.Report(_log)).Code);
    }

    [Fact]
    public void Without_refusals_nothing_is_said()
    {
        var prompts = Prompts();

        prompts.Encode(Good);
        prompts.Report(_log);

        Assert.Empty(_log.Lines);
    }

    private RowPrompts Prompts()
    {
        File.WriteAllText(_folder.File(ChatTemplateFile.FileName), Alternating);
        var settings = new SettingSlice(
            new Dictionary<string, string>
            {
                ["prompt.template"] = "{question}",
                ["prompt.chat"] = "template",
                ["prompt.system"] = "",
                ["prompt.thinking"] = "true",
                ["prompt.date"] = "",
                ["prompt.variables"] = "",
            }
        );
        return new RowPrompts(new PromptFormat(settings, _folder.Path), Tokenizer);
    }
}
