using System.CommandLine;
using System.CommandLine.Parsing;
using Empo.Experiments.Settings;

namespace Empo.Stages.Verbs;

/// <summary>A user's error in the arguments: what is wrong, what was probably meant, and where to look.</summary>
internal static class ArgumentFailure
{
    /// <summary>The code for a word that is not a verb.</summary>
    private const string NoVerb = "EMPO6020";

    /// <summary>The error for arguments that the parser refused.</summary>
    /// <param name="given">A parse with errors.</param>
    public static UserError Create(ParseResult given) => given.CommandResult.Command is Verb verb
        ? Create(verb, ReasonOf(given, verb))
        : new UserError(
            NoVerb,
            $"{ReasonOf(given, given.RootCommandResult.Command)} '{RootCommand.ExecutableName} --help' lists the verbs."
        );

    /// <param name="reason">A whole sentence.</param>
    public static UserError Create(Verb verb, string reason) =>
        new(verb.ArgumentCode, $"{reason} '{RootCommand.ExecutableName} {verb.Name} --help' shows its options.");

    // The parser also reports what is missing because of a wrong option, so errors about given options come first.
    private static string ReasonOf(ParseResult given, Verb verb) => given.UnmatchedTokens is [var first, ..]
        ? $"The verb {verb.Name} takes no '{first}'.{Nearest.Suggestion(first.Split('=')[0], verb.Options.Select(option => option.Name))}"
        : (given.Errors.FirstOrDefault(IsOfGivenOption) ?? given.Errors[0]).Message;

    private static bool IsOfGivenOption(ParseError error) =>
        error.SymbolResult is ArgumentResult { Parent: OptionResult { Implicit: false } } or OptionResult { Implicit: false };

    private static string ReasonOf(ParseResult given, Command root) => given.UnmatchedTokens is [var first, ..]
        ? $"There is no verb '{first}'.{Nearest.Suggestion(first, root.Subcommands.Select(verb => verb.Name))}"
        : "There is no verb.";
}
