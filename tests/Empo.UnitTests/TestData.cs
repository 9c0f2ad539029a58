namespace Empo.UnitTests;

/// <summary>Real question files, which are not part of the repository: the folder <c>questions</c> of <c>EMPO_TEST_DATA</c>.</summary>
internal static class TestData
{
    /// <summary>The path of a file; skips the test, with the reason, where it is not there.</summary>
    public static string File(string name)
    {
        var folder = Environment.GetEnvironmentVariable("EMPO_TEST_DATA");
        var path = Path.Combine(folder ?? "", "questions", name);
        Assert.SkipUnless(folder is not null && System.IO.File.Exists(path), $"EMPO_TEST_DATA names no folder with questions/{name}.");
        return path;
    }
}
