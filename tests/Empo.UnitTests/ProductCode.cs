namespace Empo.UnitTests;

/// <summary>The C# files of the product, for rules that hold everywhere.</summary>
internal static class ProductCode
{
    public static IReadOnlyList<string> Files { get; } = [.. new[] { "stages", "tasks" }
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories))
        .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))];
}
