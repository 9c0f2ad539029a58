using Empo.Stages;
using Empo.Stages.Verbs;

namespace Empo.UnitTests.Verbs;

/// <summary>Runs verbs as the stage program does, in this process.</summary>
internal static class StageProgram
{
    /// <summary>Exit code, standard output and error stream.</summary>
    public static (int Exit, string Output, string Errors) Run(params string[] arguments)
    {
        using StringWriter output = new(), errors = new();
        var exit = VerbHost.Run(VerbTable.Create(), arguments, output, errors);
        return (exit, output.ToString(), errors.ToString());
    }

    /// <summary>The standard output; a user's error is thrown.</summary>
    public static string Invoke(params string[] arguments)
    {
        using var output = new StringWriter();
        InvokeInto(output, arguments);
        return output.ToString();
    }

    /// <inheritdoc cref="Invoke"/>
    public static void InvokeInto(TextWriter output, params string[] arguments) =>
        Assert.Equal(0, VerbHost.Invoke(VerbTable.Create(), arguments, output, TextWriter.Null));
}
