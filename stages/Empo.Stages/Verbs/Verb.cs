using System.CommandLine;

namespace Empo.Stages.Verbs;

/// <summary>
/// A verb of the stage program. A verb is one file: its name, its options with their help, and what it does with them. The rest (help,
/// arguments that are wrong, errors, exit codes) is <see cref="VerbHost"/>.
/// </summary>
internal abstract class Verb : Command
{
    /// <param name="name">The word on the command line.</param>
    /// <param name="description">What the verb does, as <c>--help</c> shows it.</param>
    protected Verb(string name, string description)
        : base(name, description) =>
        SetAction(given => Run(given, given.InvocationConfiguration.Output, given.InvocationConfiguration.Error));

    /// <summary>The code of arguments that the verb does not take.</summary>
    public virtual string ArgumentCode => "EMPO6020";

    /// <summary>Runs the verb and returns the exit code of the process.</summary>
    /// <param name="output">Where results go.</param>
    /// <param name="errors">Where warnings go; an error is thrown.</param>
    /// <exception cref="UserError">An error of the user.</exception>
    protected abstract int Run(ParseResult given, TextWriter output, TextWriter errors);
}
