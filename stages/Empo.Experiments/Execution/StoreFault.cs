namespace Empo.Experiments.Execution;

/// <summary>Recognises a store's disk failures and reports them in the user's words.</summary>
public static class StoreFault
{
    private const string Full = "EMPO4001", ReadOnly = "EMPO4002";

    private static readonly int[] FullDisk = [28, 122, unchecked((int)0x80070070), unchecked((int)0x80070027)];
    private static readonly int[] ReadOnlyDisk = [30, 13, 1, unchecked((int)0x80070013)];

    /// <summary>What .NET says, without an error number, where a disk has no room for a file whose size is known beforehand.</summary>
    private static readonly string[] FullDiskWords = ["No space left", "because the disk was full"];

    /// <summary>Whether an error is one of these, which concern the host on which they happened.</summary>
    public static bool Is(UserError error) => error.Code is Full or ReadOnly;

    /// <summary>The failure to report for an exception, or null where the disk did not cause it.</summary>
    public static UserError? Of(Exception exception, string store)
    {
        for (var inner = exception; inner is not null and not UserError; inner = inner.InnerException)
        {
            if (
                inner is IOException
                && (
                    FullDisk.Contains(inner.HResult)
                    || FullDiskWords.Any(words => inner.Message.Contains(words, StringComparison.OrdinalIgnoreCase))
                )
            )
            {
                return new UserError(
                    Full,
                    "The disk is full; what was finished is kept. Free space or move the store with -p:EmpoStore=<folder>, then "
                        + "build again: it goes on where it stopped.",
                    store,
                    cause: exception
                );
            }

            if (inner is UnauthorizedAccessException || (inner is IOException && ReadOnlyDisk.Contains(inner.HResult)))
            {
                return new UserError(
                    ReadOnly,
                    $"The store cannot be written: {inner.Message} Give write permission or choose another folder with "
                        + "-p:EmpoStore=<folder>.",
                    store,
                    cause: exception
                );
            }
        }

        return null;
    }
}
