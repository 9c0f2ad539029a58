using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using Empo.Stages;
using Empo.Stages.Verbs;

namespace Empo.UnitTests.Verbs;

/// <summary>What holds for every verb and every option of the stage program.</summary>
public sealed partial class VerbTableTests
{
    /// <summary>Every option that takes a value.</summary>
    public static TheoryData<string, string> ValueOptions =>
        [.. from verb in Verbs from option in verb.Options where option.Arity.MinimumNumberOfValues > 0 select (verb.Name, option.Name)];

    public static TheoryData<string, string> AllOptions =>
        [.. from verb in Verbs from option in verb.Options select (verb.Name, option.Name)];

    public static TheoryData<string> VerbNames => [.. Verbs.Select(verb => verb.Name)];

    private static IEnumerable<Verb> Verbs => VerbTable.Create().Subcommands.Cast<Verb>();

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    public void Help_lists_every_verb_with_what_it_does(string argument)
    {
        var (exit, output, errors) = StageProgram.Run(argument);

        Assert.Equal((0, ""), (exit, errors));
        Assert.All(Verbs, verb => Assert.Contains($"{verb.Name} ", output, StringComparison.Ordinal));
        Assert.All(Verbs, verb => Assert.NotEmpty(verb.Description!));
    }

    [Theory]
    [MemberData(nameof(AllOptions))]
    public void A_verbs_help_explains_every_option(string verb, string option)
    {
        var (exit, output, errors) = StageProgram.Run(verb, "--help");

        Assert.Equal((0, ""), (exit, errors));
        Assert.Matches($@"{option}\b.*\p{{L}}+\.", output);
    }

    [Fact]
    public void The_version_is_the_products_and_names_the_commit_where_the_build_knew_it()
    {
        var version = CitedVersion().Match(File.ReadAllText(Path.Combine(Repository.Root, "CITATION.cff"))).Groups[1].Value;

        var (exit, output, errors) = StageProgram.Run("--version");

        Assert.Equal((0, ""), (exit, errors));
        Assert.Matches($@"^Empo\.Pipeline {Regex.Escape(version)}( \(commit [0-9a-f]{{40}}(-dirty)?\))?\s*$", output);
    }

    [Theory]
    [MemberData(nameof(AllOptions))]
    public void A_mistyped_option_is_refused_with_the_one_that_was_meant(string verb, string option)
    {
        var mistyped = option + option[^1];

        var text = Refused(verb, mistyped, "x");

        Assert.Contains($"takes no '{mistyped}'. Did you mean '{option}'?", text, StringComparison.Ordinal);
        Assert.Contains($"{verb} --help", text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(ValueOptions))]
    public void An_option_without_its_value_is_refused(string verb, string option) =>
        Assert.Contains(option, Refused(verb, option), StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(ValueOptions))]
    public void An_option_that_is_given_twice_is_refused(string verb, string option)
    {
        string[] once = [option, .. Enumerable.Repeat("1", Option(verb, option).Arity.MaximumNumberOfValues)];

        Assert.Contains(option, Refused([verb, .. once, .. once]), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(VerbNames))]
    public void An_argument_without_an_option_is_refused(string verb) =>
        Assert.Contains("takes no 'stray'", Refused(verb, "stray"), StringComparison.Ordinal);

    [Theory]
    [InlineData("generat", "Did you mean 'generate'?")]
    [InlineData("zzzzzzzzzzz", "There is no verb 'zzzzzzzzzzz'. '")]
    [InlineData("--modle", "There is no verb '--modle'.")]
    [InlineData("", "There is no verb ''.")]
    [InlineData("[diagram]", "There is no verb '[diagram]'.")]
    public void A_word_that_is_no_verb_is_refused(string word, string expected)
    {
        var (exit, output, errors) = StageProgram.Run(word, "--model", "x");

        Assert.Equal((1, ""), (exit, output));
        Assert.StartsWith("Empo.Pipeline : error EMPO6020: ", errors, StringComparison.Ordinal);
        Assert.Contains(expected, errors, StringComparison.Ordinal);
    }

    [Fact]
    public void No_verb_is_an_error_that_says_where_they_are_listed() =>
        Assert.Matches(@"^Empo\.Pipeline : error EMPO6020: .* --help'", StageProgram.Run().Errors);

    // --pipe of serve would wait for a build; the others are the texts that a person types.
    [Theory]
    [InlineData("--json")]
    [InlineData("--prompt")]
    [InlineData("--prompt=x")]
    [InlineData("--help")]
    [InlineData("--")]
    [InlineData("-5+3=")]
    [InlineData("-h")]
    [InlineData("/h")]
    [InlineData("@questions.jsonl")]
    [InlineData("a=b:c")]
    [InlineData("two words \"quoted\" \\ 'and' more")]
    [InlineData("generate")]
    [InlineData("[suggest]")]
    [InlineData(" ")]
    public void What_follows_an_option_is_its_value_whatever_it_looks_like(string text)
    {
        Assert.Equal(text, Parse("generate", "--prompt", text, "--model", "m").GetValue<string>("--prompt"));
        Assert.Equal(text, Parse("generate", $"--prompt={text}", "--model", "m").GetValue<string>("--prompt"));
        Assert.Equal([text, text], Parse("answers", "--explain", text, text).GetValue<string[]>("--explain")!);
        Assert.Equal(["", text], Parse("answers", "--extraction", "none", "--explain", "", text).GetValue<string[]>("--explain")!);
        Assert.Equal([text, ""], Parse("answers", "--explain", text, "", "--extraction", "none").GetValue<string[]>("--explain")!);
    }

    [Theory]
    [InlineData("generate", "--prompt", "--model", "m")]
    [InlineData("inspect", "--source", "--model", "m")]
    [InlineData("convert", "--out", "--model", "m")]
    public void An_empty_value_is_refused_and_takes_no_other_argument(string verb, string option, params string[] others)
    {
        Assert.Contains($"{option} is empty", Refused([verb, option, "", .. others]), StringComparison.Ordinal);
        Assert.Contains($"{option} is empty", Refused([verb, $"{option}=", .. others]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--top-p", "0.5", true)]
    [InlineData("--top-p", "5e-1", true)]
    [InlineData("--top-p", "0,5", false)]
    [InlineData("--top-p", "NaN", false)]
    [InlineData("--temperature", "1.5", true)]
    [InlineData("--temperature", "1,5", false)]
    [InlineData("--seed", "1.000", false)]
    [InlineData("--seed", "1", true)]
    [InlineData("--seed", "2147483648", false)]
    public void Numbers_are_read_in_the_invariant_culture(string option, string value, bool valid)
    {
        var before = CultureInfo.CurrentCulture;
        var other = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (other.NumberFormat.NumberDecimalSeparator, other.NumberFormat.NumberGroupSeparator) = (",", ".");
        CultureInfo.CurrentCulture = other;
        try
        {
            Assert.Equal(valid, Parse("generate", "--model", "m", "--prompt", "p", option, value).Errors.Count == 0);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData("trace", "--store", "s", "--summary", "s", "--question", "q", "--json", "--out", "o")]
    [InlineData("inspect", "--model", "m", "--chat", "templat")]
    [InlineData("convert", "--model", "m", "--out", "o", "--dtype", "float16")]
    [InlineData("serve", "--pipe", "p", "--parent", "-1")]
    [InlineData("check", "--dataset")]
    [InlineData("merge", "--out", "o")]
    [InlineData("generate", "--model", "m", "--prompt", "p", "--json=maybe")]
    public void What_a_verb_cannot_take_is_refused(params string[] arguments) => Refused(arguments);

    [Fact]
    public void Only_the_host_prints_a_users_error()
    {
        var printers = CompiledCalls
            .Of(typeof(VerbHost).Assembly)
            .Where(call => call.Called.Name == nameof(UserError.ToCanonicalLine) || call.Called is { Name: "get_Error" })
            .Where(call => call.Called.DeclaringType == typeof(UserError) || call.Called.DeclaringType == typeof(Console))
            .Select(call => call.Caller.DeclaringType!.Name)
            .ToHashSet();

        Assert.Equal(["Program", nameof(VerbHost)], printers.Order());
    }

    [Fact]
    public void Commands_in_the_documents_are_ones_that_the_program_takes()
    {
        var files = Directory
            .EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories)
            .Append(Path.Combine(Repository.Root, "README.md"));
        var commands = files
            .SelectMany(file => Command().Matches(File.ReadAllText(file).Replace("\\\n", " ", StringComparison.Ordinal)))
            .ToList();

        Assert.NotEmpty(commands);
        Assert.All(commands, command =>
        {
            var verb = Assert.Single(Verbs, verb => verb.Name == command.Groups["verb"].Value);
            var known = verb.Options.Select(option => option.Name).ToHashSet();
            Assert.All(OptionName().Matches(command.Value), option => Assert.Contains(option.Value, known));
        });
    }

    private static ParseResult Parse(params string[] arguments) => VerbHost.Parse(VerbTable.Create(), arguments);

    private static Option Option(string verb, string name) =>
        Verbs.Single(other => other.Name == verb).Options.Single(option => option.Name == name);

    /// <summary>The error's text, which must be one line with the verb's code on the error stream and nothing else.</summary>
    private static string Refused(params string[] arguments)
    {
        var (exit, output, errors) = StageProgram.Run(arguments);

        Assert.Equal((1, ""), (exit, output));
        var code = Verbs.Single(verb => verb.Name == arguments[0]).ArgumentCode;
        Assert.StartsWith($"Empo.Pipeline : error {code}: ", errors, StringComparison.Ordinal);
        Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        return errors;
    }

    [GeneratedRegex(@"^version: (\S+)$", RegexOptions.Multiline)]
    private static partial Regex CitedVersion();

    [GeneratedRegex(@"Empo\.Stages\.dll (?<verb>[a-z]+)[^\n`]*(\n +[\[-][^\n`]*)*")]
    private static partial Regex Command();

    [GeneratedRegex(@"--[a-z-]+")]
    private static partial Regex OptionName();
}
