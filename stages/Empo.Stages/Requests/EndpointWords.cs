using System.Globalization;
using Empo.Experiments.Settings;

namespace Empo.Stages.Requests;

/// <summary>The words of messages about a server: its name, their codes, and the settings that help.</summary>
internal sealed record EndpointWords
{
    /// <summary>The name in messages: <c>server</c>, <c>judge</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Code where the server refuses.</summary>
    public required string RefusedCode { get; init; }

    /// <summary>Code where no attempt got a reply.</summary>
    public required string NotAnsweringCode { get; init; }

    /// <summary>Code where the replies cannot be used.</summary>
    public required string UnusableCode { get; init; }

    /// <summary>Code where the key's variable is not set.</summary>
    public required string KeyCode { get; init; }

    /// <summary>The setting that names the key's environment variable.</summary>
    public required Setting<string> KeyVariable { get; init; }

    public required Setting<double> Timeout { get; init; }

    public required Setting<int> Retries { get; init; }

    /// <summary>What to do where the server refuses with a status; whole sentences.</summary>
    public required Func<int, string> Remedy { get; init; }

    /// <summary>What to do where the replies cannot be used; a whole sentence.</summary>
    public required string UnusableRemedy { get; init; }

    /// <summary>The key, or null where the server needs none.</summary>
    /// <exception cref="UserError"><see cref="KeyCode"/>: its variable is not set.</exception>
    public string? KeyOf(EndpointOptions options) =>
        options.KeyVariable.Length == 0 ? null
        : Environment.GetEnvironmentVariable(options.KeyVariable)?.Trim() is { Length: > 0 } key ? key
        : throw new UserError(
            KeyCode,
            $"{KeyVariable.Path} names the environment variable {options.KeyVariable}, which is not set. Set it before the build, or "
                + $"leave {KeyVariable.Path} empty for a server without a key."
        );

    /// <summary>The user error for a failed request.</summary>
    /// <param name="path">The path of the request.</param>
    public UserError FailureOf(EndpointException exception, EndpointOptions options, string path) => exception.Problem switch
    {
        EndpointProblem.Refused when exception.IsOneFault => new UserError(
            RefusedCode,
            $"The {Name} at {exception.Address}{path} gives the same fault in every attempt: {exception.Message}. Either it cannot do "
                + "what the request asks for, although it calls that a fault of its own: correct what it names. Or it is broken: look "
                + "into its log, start it again and build again; what was finished is kept.",
            cause: exception
        ),
        EndpointProblem.Refused => new UserError(
            RefusedCode,
            $"The {Name} at {exception.Address}{path} refuses: {exception.Message}. "
                + (exception.Status is 401 or 403 ? KeyRemedy(options) : Remedy(exception.Status)),
            cause: exception
        ),
        EndpointProblem.Unusable => new UserError(
            UnusableCode,
            $"The {Name} at {exception.Address}{path} answers what cannot be used: {exception.Message}. {UnusableRemedy}",
            cause: exception
        ),
        EndpointProblem.NotAnswering when options.Urls.Count > 1 => new UserError(
            NotAnsweringCode,
            string.Create(
                CultureInfo.InvariantCulture,
                $"None of the {options.Urls.Count} {Name}s answered in {exception.Attempts} attempt(s) each; their last problems: "
                    + $"{exception.Message}. What was finished is kept: build again when one of them runs, or raise {Timeout.Path} "
                    + $"or {Retries.Path}."
            ),
            cause: exception
        ),
        EndpointProblem.NotAnswering => new UserError(
            NotAnsweringCode,
            $"The {Name} at {exception.Address}{path} did not answer in {exception.Attempts.ToString(CultureInfo.InvariantCulture)} "
                + $"attempt(s); the last one: {exception.Message}. What was finished is kept: build again when it runs, or raise "
                + $"{Timeout.Path} or {Retries.Path}.",
            cause: exception
        ),
        EndpointProblem.OtherWeights => new UserError(
            "EMPO4093",
            $"The {Name} at {exception.Address} does not serve the weights that it was given, also after it was given them again: "
                + $"{exception.Message}. Nothing was sampled from them. See that nothing else changes its weights or restarts it, and "
                + "build again.",
            cause: exception
        ),
    };

    private string KeyRemedy(EndpointOptions options) => options.KeyVariable.Length == 0
        ? $"It wants a key: name the environment variable that holds it in {KeyVariable.Path}."
        : $"Check the key in {options.KeyVariable}, which {KeyVariable.Path} names.";
}
