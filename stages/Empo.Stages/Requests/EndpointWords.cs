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
    /// <param name="address">The full address of the request.</param>
    public UserError FailureOf(EndpointException exception, EndpointOptions options, string address) => exception.Problem switch
    {
        EndpointProblem.Refused => new UserError(
            RefusedCode,
            $"The {Name} at {address} refuses: {exception.Message}. "
                + (exception.Status is 401 or 403 ? KeyRemedy(options) : Remedy(exception.Status)),
            cause: exception
        ),
        EndpointProblem.Unusable => new UserError(
            UnusableCode,
            $"The {Name} at {address} answers what cannot be used: {exception.Message}. {UnusableRemedy}",
            cause: exception
        ),
        EndpointProblem.NotAnswering => new UserError(
            NotAnsweringCode,
            $"The {Name} at {address} did not answer in {exception.Attempts.ToString(CultureInfo.InvariantCulture)} attempt(s); the last "
                + $"one: {exception.Message}. What was finished is kept: build again when it runs, or raise {Timeout.Path} or "
                + $"{Retries.Path}.",
            cause: exception
        ),
    };

    private string KeyRemedy(EndpointOptions options) => options.KeyVariable.Length == 0
        ? $"It wants a key: name the environment variable that holds it in {KeyVariable.Path}."
        : $"Check the key in {options.KeyVariable}, which {KeyVariable.Path} names.";
}
