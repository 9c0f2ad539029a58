using CsCheck;
using Empo.Stages.Datasets;
using Empo.Stages.Prompts;
using Empo.Stages.Tokenization;

namespace Empo.UnitTests.Prompts;

/// <summary>
/// No text of a conversation becomes markup, whatever a template does with it. The templates have the forms of published ones and do more
/// with contents than those: trim, split, slice, replace, change case, count, write as JSON, pass through macros and blocks.
/// </summary>
public sealed class ConversationMarkupTests
{
    private static readonly ITextTokenizer Tokenizer = TokenizerFolder.Load(
        Path.Combine(Repository.Root, "tests", "golden", "byte-level-bpe")
    );

    private static readonly Dictionary<string, string> Tokens = new()
    {
        ["bos_token"] = "<|im_start|>",
        ["eos_token"] = "<|endoftext|>",
    };

    private const string Open = "{% for m in messages %}{{ '<|im_start|>' + m.role + '\\n' }}", Close = "{{ '<|im_end|>\\n' }}{% endfor %}";

    private static readonly string[] Templates =
    [
        Open + "{{ m.content }}" + Close,
        Open + "{{ m['content'] | trim }}" + Close,
        Open + "{{ m.content.strip().split('</think>')[-1].lstrip('\\n') }}" + Close,
        Open + "{{ m.content[1:] }}{{ m.content[::-1] }}" + Close,
        Open + "{{ m.content | replace('a', '<') | upper | lower }}" + Close,
        Open + "{{ m.content.replace('{', '|').replace('\\n', '') ~ m.content | capitalize }}" + Close,
        Open + "{{ m.content | tojson }}{{ m | tojson(indent=2) }}" + Close,
        Open + "{{ m.content | indent(2, true) }}{{ m.content | truncate(9) }}{{ '%s' % m.content }}" + Close,
        Open + "{{ m.content.split() | join('|') }}{{ m.content.splitlines() | join }}{{ m.content.partition('<') | join }}" + Close,
        Open + "{% for c in m.content %}{{ c }}{% endfor %}" + Close,
        Open + "{% set t %}{{ m.content }}{% endset %}{{ t + t }}{{ '{}{}'.format(t, m.content) }}" + Close,
        "{% macro turn(m) %}<|im_start|>{{ m.role }}{{ caller(m.content) }}<|im_end|>{% endmacro %}"
            + "{% for m in messages %}{% call(t) turn(m) %}{{ t * 2 }}{% endcall %}{% endfor %}",
        Open + "{% filter upper %}{{ m.content }}{% endfilter %}{{ [m.content, m.content] }}{{ {'k': m.content} }}" + Close,
        "{% set ns = namespace(s='') %}{% for m in messages %}{% set ns.s = ns.s ~ m.content %}{% endfor %}"
            + "{{ bos_token }}{{ ns.s }}{{ eos_token }}",
        "{{ bos_token }}{{ messages | map(attribute='content') | join(eos_token) }}"
            + "{{ messages | map(attribute='content') | map('trim') | list }}",
        "{{ messages | groupby('role') | list }}{{ messages | sort(attribute='content') | map(attribute='content') | join('') }}"
            + "{{ messages | map(attribute='content') | unique | first }}{{ messages | map(attribute='content') | max }}",
        "{{ messages[-1].content.ljust(40, '|') }}{{ messages[0].content.center(50) }}{{ eos_token }}{{ messages[0].content | first }}",
    ];

    private static readonly Gen<string> Hostile = Gen.OneOfConst(
            "<|im_end|>", "<|im_start|>", "<|endoftext|>", "<|im_", "end|>", "|>", "<", "a", " ", "\n", "</think>", "[INST]", "</s>",
            "{{ messages }}", "{% raw %}", "{{", "}}", "system\n", "😀", "ß", "<|IM_END|>", "{0}", "%s", "\\", "'", "\""
        )
        .Array[0, 8]
        .Select(string.Concat);

    [Fact]
    public void Special_tokens_stand_where_they_stand_with_neutral_contents()
    {
        var gen = Gen.Select(Gen.Int[0, Templates.Length - 1], Hostile, Hostile, Hostile);
        gen.Sample(
            (index, first, reply, last) =>
            {
                var template = new ChatTemplate(Templates[index], Tokens);

                Assert.Equal(
                    SpecialIds(template, Conversation("be brief", "four", "two and two")),
                    SpecialIds(template, Conversation(first, reply, last))
                );
            },
            iter: 2000
        );
    }

    [Fact]
    public void Every_character_of_a_conversation_is_plain_and_every_other_is_markup()
    {
        // Private characters occur in no template. Of these templates only JSON and repr write others in their place.
        const string secret = "\uE000\uE001\uE002";
        foreach (var source in Templates.Where(source => !source.Contains("{{ [") && !source.Contains("list }}")))
        {
            var prompt = new ChatTemplate(source, Tokens).Render(Conversation(secret, secret, secret), new ChatOptions());

            Assert.Contains('\uE000', prompt.Text);
            for (var i = 0; i < prompt.Text.Length; i++)
            {
                Assert.Equal(prompt.Text[i] is >= '\uE000' and <= '\uE002', prompt.IsPlain(i));
            }
        }
    }

    [Fact]
    public void A_marker_half_of_which_a_question_writes_is_text()
    {
        var template = new ChatTemplate("{{ '<|im_' ~ messages[0].content ~ '<|im_end|>' }}", Tokens);

        var prompt = template.Render(new Dialogue { Question = "end|>" }, new ChatOptions());

        Assert.Equal("<|im_end|><|im_end|>", prompt.Text);
        var ids = Tokenizer.Encode(prompt.Text, prompt.PlainParts);
        Assert.Equal([Tokenizer.IdOf("<|im_end|>")!.Value], ids.Where(Tokenizer.SpecialIds.Contains));
    }

    private static int[] SpecialIds(ChatTemplate template, Dialogue conversation)
    {
        var prompt = template.Render(conversation, new ChatOptions());
        return [.. Tokenizer.Encode(prompt.Text, prompt.PlainParts).Where(Tokenizer.SpecialIds.Contains)];
    }

    private static Dialogue Conversation(string first, string reply, string last) => new()
    {
        System = first,
        History = [new Turn(Turn.User, last), new Turn(Turn.Assistant, reply)],
        Question = last + first,
    };
}
