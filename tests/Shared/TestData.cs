namespace Empo.Tests;

/// <summary>
/// Real files, which are not part of the repository: the folders <c>questions</c>, <c>reports</c> and <c>models</c> of
/// <c>EMPO_TEST_DATA</c>.
/// </summary>
internal static class TestData
{
    /// <summary>The path of a file of questions; skips the test, with the reason, where it is not there.</summary>
    public static string File(string name) => Find("questions", name);

    /// <summary>The path of a file from a report of a user; skips the test, with the reason, where it is not there.</summary>
    public static string Report(string name) => Find("reports", name);

    /// <summary>The path of a model's file or folder; skips the test, with the reason, where it is not there.</summary>
    public static string Model(string name) => Find("models", name);

    private static string Find(string kind, string name)
    {
        var folder = Environment.GetEnvironmentVariable("EMPO_TEST_DATA");
        var path = Path.Combine(folder ?? "", kind, name);
        Assert.SkipUnless(folder is not null && Path.Exists(path), $"EMPO_TEST_DATA names no folder with {kind}/{name}.");
        return path;
    }
}
