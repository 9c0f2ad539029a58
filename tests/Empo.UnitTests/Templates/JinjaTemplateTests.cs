using System.Text.Json.Nodes;
using CsCheck;
using Empo.Stages.Templates;
using Empo.Stages.Tokenization;

namespace Empo.UnitTests.Templates;

/// <summary>Against Jinja2 3.1 with the settings of transformers: tests/golden/jinja/constructs.py.</summary>
public sealed class JinjaTemplateTests
{
    private static readonly string Golden = Path.Combine(Repository.Root, "tests", "golden", "jinja");
    private static readonly JsonObject Variables = JsonNode
        .Parse(File.ReadAllText(Path.Combine(Golden, "constructs-variables.json")))!
        .AsObject();
    private static readonly DateOnly Day = new(2025, 1, 31);

    private static readonly List<JsonObject> Cases =
    [
        .. File.ReadLines(Path.Combine(Golden, "constructs.jsonl")).Select(line => JsonNode.Parse(line)!.AsObject()),
    ];

    [Fact]
    public void Every_construct_renders_as_in_Jinja2()
    {
        var rendered = Cases.Where(row => row["jinja2"] is not null).ToList();

        Assert.Equal(92, rendered.Count);
        Assert.All(rendered, row => Assert.Equal(row["jinja2"]!.GetValue<string>(), Render(row["template"]!.GetValue<string>()).Text));
    }

    [Fact]
    public void What_Jinja2_refuses_is_refused_with_its_line()
    {
        var refused = Cases.Where(row => row["jinja2"] is null).ToList();

        Assert.Equal(24, refused.Count);
        Assert.All(refused, row =>
        {
            var failure = Assert.Throws<TemplateException>(() => Render("\n\n" + row["template"]!.GetValue<string>()));
            Assert.Equal(3, failure.Line);
        });
    }

    [Fact]
    public void The_templates_own_refusal_has_its_message()
    {
        var failure = Assert.Throws<TemplateException>(() => Render("\n{{ raise_exception('System role not ' ~ 'supported') }}"));

        Assert.Equal((TemplateFault.Refused, "System role not supported", 2), (failure.Fault, failure.Message, failure.Line));
    }

    [Theory]
    [InlineData("{% for i in range(10**9) %}x{% endfor %}")]
    [InlineData("{% for i in range(100000) %}{% for j in range(100000) %}{% endfor %}{% endfor %}")]
    [InlineData("{% set ns = namespace(s='x') %}{% for i in range(60) %}{% set ns.s = ns.s + ns.s %}{% endfor %}{{ ns.s }}")]
    [InlineData("{% set ns = namespace(s=['x']) %}{% for i in range(60) %}{% set ns.s = [ns.s, ns.s] %}{% endfor %}{{ ns.s }}")]
    [InlineData(
        "{% set ns = namespace(s=[], t=[]) %}{% for i in range(60) %}{% set ns.s = [ns.s, ns.s] %}{% set ns.t = [ns.t, ns.t] %}{% endfor %}"
            + "{{ ns.s == ns.t }}"
    )]
    [InlineData("{% set ns = namespace(s='x') %}{% for i in range(90) %}{% set ns.s = ns.s | replace('x', 'xx') %}{% endfor %}")]
    [InlineData("{% set ns = namespace(s=[]) %}{% for i in range(2000) %}{% set ns.s = [ns.s] %}{% endfor %}{{ ns.s }}")]
    [InlineData("{% set ns = namespace(s=[1]) %}{% for i in range(60) %}{% set ns.s = ns.s + ns.s %}{% endfor %}")]
    [InlineData("{{ 'x' * 10**15 }}")]
    [InlineData("{{ [1] * 10**15 }}")]
    [InlineData("{{ 'x'.ljust(10**15) }}")]
    [InlineData("{{ 'a' | center(10**15) }}")]
    [InlineData("{{ [1] | slice(10**15) | list }}")]
    [InlineData("{{ [1] | batch(10**9, 0) | list }}")]
    [InlineData("{{ ('x' * 10000) | replace('x', 'y' * 10000) }}")]
    [InlineData("{{ ('x' * 10000).join(range(10000) | map('string')) }}")]
    [InlineData("{{ ('\\n' * 10000) | indent('x' * 10000, blank=true) }}")]
    [InlineData("{{ 2 ** 64 }}")]
    [InlineData("{{ 9223372036854775807 + 1 }}")]
    [InlineData("{{ 99999999999999999999 }}")]
    [InlineData("{{ [1] | slice(9223372036854775807) | list }}")]
    [InlineData("{{ -(-9223372036854775807 - 1) }}")]
    [InlineData("{% macro f(n) %}{{ f(n + 1) }}{% endmacro %}{{ f(0) }}")]
    [InlineData("{% macro f(n) %}{{ f(n) }}{{ f(n) }}{% endmacro %}{{ f(0) }}")]
    public void A_template_that_costs_too_much_is_refused(string template)
    {
        Assert.Equal(TemplateFault.Limit, Assert.Throws<TemplateException>(() => Render(template)).Fault);
    }

    /// <summary>Values that share their parts have 2^60 of them; as keys they would be counted one by one.</summary>
    [Fact]
    public void A_tuple_of_tuples_is_no_key()
    {
        const string nested = "{% set n = namespace(t=(1,)) %}{% for i in range(60) %}{% set n.t = (n.t, n.t) %}{% endfor %}";

        Assert.Throws<TemplateException>(() => Render(nested + "{{ {n.t: 1} | length }}"));
        Assert.Equal("False", Render(nested + "{{ n.t in {} }}").Text);
    }

    [Theory]
    [InlineData("{{ messages.99999999999999999999 }}")]
    [InlineData("{% for x in [1] %}{% set y %}a{% break %}b{% endset %}{% endfor %}")]
    public void What_no_number_and_no_loop_can_be_is_refused(string template) =>
        Assert.Throws<TemplateException>(() => Render(template));

    [Theory]
    [InlineData("{% set ns = namespace(enable_thinking = true) %}{{ ns.enable_thinking }}", false)]
    [InlineData("{% for enable_thinking in [true] %}x{% endfor %}", false)]
    [InlineData("{% set enable_thinking = enable_thinking | default(true) %}", true)]
    [InlineData("{% if enable_thinking is not defined %}{% set enable_thinking = true %}{% endif %}", true)]
    public void A_name_that_is_only_assigned_is_no_variable(string template, bool isVariable) =>
        Assert.Equal(isVariable, JinjaTemplate.Read(template).Variables.Contains("enable_thinking"));

    [Theory]
    [InlineData("{{ ", "(", "1", ")", " }}")]
    [InlineData("{{ ", "not ", "1", "", " }}")]
    [InlineData("{{ ", "- ", "1", "", " }}")]
    [InlineData("{{ ", "[", "1", "]", " }}")]
    [InlineData("{{ ", "{1:", "1", "}", " }}")]
    [InlineData("{{ ", "1 if 0 else ", "1", "", " }}")]
    [InlineData("{{ ", "1 + ", "1", "", " }}")]
    [InlineData("{{ ", "1 ~ ", "1", "", " }}")]
    [InlineData("{{ ", "1 and ", "1", "", " }}")]
    [InlineData("{{ text", "", "", "[0]", " }}")]
    [InlineData("{{ text", "", "", " | string", " }}")]
    [InlineData("{{ text", "", "", ".strip()", " }}")]
    [InlineData("{{ range", "(", "", ")", " }}")]
    [InlineData("{% set ", "(", "x", ")", " = 1 %}")]
    [InlineData("", "{% if 1 %}", "1", "{% endif %}", "")]
    [InlineData("", "{% for a in [1] %}", "1", "{% endfor %}", "")]
    public void Nesting_a_hundred_thousand_deep_is_an_error_and_no_crash(
        string prefix,
        string open,
        string middle,
        string close,
        string suffix
    )
    {
        var failure = Record.Exception(() => Render(prefix + Many(open) + middle + Many(close) + suffix));

        Assert.True(failure is null or TemplateException { Fault: TemplateFault.Limit }, failure?.ToString());

        static string Many(string part) => string.Concat(Enumerable.Repeat(part, 100_000));
    }

    [Fact]
    public void Any_mutation_of_a_template_is_rendered_or_refused()
    {
        var sources = Cases.Select(row => row["template"]!.GetValue<string>()).ToArray();

        Gen.Select(Gen.Int[0, sources.Length - 1], Gen.Select(Gen.Double[0, 1], Gen.Char["{}%#'\"\\-+[]().,:|~*/ anif10x_\n"]).Array[1, 4])
            .Sample(
                (index, changes) =>
                {
                    var text = sources[index].ToCharArray();
                    Array.ForEach(changes, change => text[(int)(change.Item1 * (text.Length - 1))] = change.Item2);

                    var failure = Record.Exception(() => Render(new string(text)));

                    Assert.True(failure is null or TemplateException, $"{new string(text)}\n{failure}");
                    Assert.True(failure is not TemplateException refused || refused.Line >= 1);
                },
                iter: 3000
            );
    }

    [Theory]
    [InlineData("{% include 'x' %}", "include")]
    [InlineData("\n{{ text | escape }}", "escape")]
    [InlineData("{{ text | urlencode }}", "urlencode")]
    [InlineData("{{ (text | safe) + 'x' }}", "safe")]
    [InlineData("{{ text.encode('utf-8') }}", "encode")]
    [InlineData("{{ messages.append(1) }}", "append")]
    [InlineData("{{ text.__class__ }}", "__class__")]
    [InlineData("{% for m in messages recursive %}{% endfor %}", "recursive")]
    [InlineData("{{ strftime_now('%Q') }}", "%Q")]
    [InlineData("{{ cycler('a') }}", "cycler")]
    [InlineData("{{ '%5d' % 3 }}", "%5")]
    [InlineData("{{ numbers | map('string') }}", "generator")]
    public void What_is_not_implemented_is_refused_by_its_name(string template, string name)
    {
        var failure = Assert.Throws<TemplateException>(() => Render(template));

        Assert.Equal((TemplateFault.Unsupported, template[0] == '\n' ? 2 : 1), (failure.Fault, failure.Line));
        Assert.Contains(name, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_date_is_the_given_one_or_none()
    {
        Assert.Equal("31 Jan 2025", Render("{{ strftime_now('%d %b %Y') }}").Text);
        var failure = Assert.Throws<TemplateException>(() => JinjaTemplate.Read("{{ strftime_now('%Y') }}").Render([], null, 0));

        Assert.Equal(TemplateFault.Date, failure.Fault);
    }

    private static PromptText Render(string template) =>
        JinjaTemplate.Read(template).Render(Variables.Select(pair => (pair.Key, JsonValues.Of(pair.Value, PromptText.OfPlain))), Day, 0);
}
