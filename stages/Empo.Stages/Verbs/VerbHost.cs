using System.CommandLine;
using System.CommandLine.Invocation;
using Empo.Experiments.Protocol;

namespace Empo.Stages.Verbs;

/// <summary>Runs a verb and prints a user error as the canonical line that MSBuild reads; no verb prints one itself.</summary>
internal static class VerbHost
{
    // An argument that begins with @ is a text (a file of prompts), not a response file with arguments. Verbs have no one-letter options.
    private static readonly ParserConfiguration Plain = new() { ResponseFileTokenReplacer = null, EnablePosixBundling = false };

    /// <summary>Exit code: the verb's, or 1 with a coded line in <paramref name="errors"/>.</summary>
    public static int Run(RootCommand root, IReadOnlyList<string> arguments, TextWriter output, TextWriter errors)
    {
        try
        {
            return Invoke(root, arguments, output, errors);
        }
        catch (UserError failure)
        {
            errors.WriteLine(failure.ToCanonicalLine());
            return StageServer.Failed;
        }
    }

    /// <summary>Runs a verb; a user error is thrown.</summary>
    /// <exception cref="UserError">Wrong arguments, or an error of the verb.</exception>
    public static int Invoke(RootCommand root, IReadOnlyList<string> arguments, TextWriter output, TextWriter errors)
    {
        var given = Parse(root, arguments);
        return given.Action is ParseErrorAction
            ? throw ArgumentFailure.Create(given)
            : given.Invoke(new InvocationConfiguration { Output = output, Error = errors, EnableDefaultExceptionHandler = false });
    }

    /// <summary>The arguments parsed as the verb's options; the result holds any errors.</summary>
    public static ParseResult Parse(RootCommand root, IReadOnlyList<string> arguments) =>
        arguments is [var name, ..] && root.Subcommands.FirstOrDefault(command => command.Name == name) is { } verb
            ? root.Parse([name, .. OptionValues.Bind(verb, [.. arguments.Skip(1)])], Plain)
            : root.Parse(arguments, Plain);
}
