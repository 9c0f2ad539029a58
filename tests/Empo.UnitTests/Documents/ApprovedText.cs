namespace Empo.UnitTests.Documents;

/// <summary>Compares text with a file of the repository; what differs is written beside it as *.received.txt for a look.</summary>
internal static class ApprovedText
{
    /// <param name="repositoryPath">Path of the approved file from the repository's root.</param>
    public static void Check(string text, string repositoryPath)
    {
        var approved = Path.Combine(Repository.Root, repositoryPath);
        if (File.Exists(approved) && File.ReadAllText(approved).ReplaceLineEndings("\n") == text)
        {
            return;
        }

        var received = approved + ".received.txt";
        File.WriteAllText(received, text);
        Assert.Fail($"{repositoryPath} is not what the code says. Compare it with {received} and replace it if the new text is right.");
    }
}
