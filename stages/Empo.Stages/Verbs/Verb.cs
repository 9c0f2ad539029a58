using System.CommandLine;

namespace Empo.Stages.Verbs;

/// <summary>
/// A verb of the stage program. A verb is one file: its name, its options with their help, and what it does with them.
/// <see cref="VerbHost"/> does the rest (help, wrong arguments, errors, exit codes).
/// </summary>
internal abstract class Verb : Command
{
    /// <param name="name">The word on the command line.</param>
    /// <param name="description">What the verb does, as <c>--help</c> shows it.</param>
    protected Verb(string name, string description)
        : base(name, description) =>
        SetAction(given => Run(given, given.InvocationConfiguration.Output, given.InvocationConfiguration.Error));

    /// <summary>The code for arguments that the verb does not accept.</summary>
    public virtual string ArgumentCode => "EMPO6020";

    /// <summary>Runs the verb and returns the exit code of the process.</summary>
    /// <param name="output">Where results go.</param>
    /// <param name="errors">Where warnings go; an error is thrown.</param>
    /// <exception cref="UserError">A user error.</exception>
    protected abstract int Run(ParseResult given, TextWriter output, TextWriter errors);
}
