using System.Xml;
using System.Xml.Linq;

namespace Empo.Experiments.Properties;

/// <summary>Which properties a project file sets, and which it reads itself. Its imports are not searched.</summary>
/// <param name="File">Its path; empty where there is none.</param>
/// <param name="Sets">Names with line and column.</param>
internal sealed record ProjectProperties(string File, IReadOnlyList<(string Name, int Line, int Column)> Sets)
{
    private string Text { get; init; } = "";

    /// <summary>Whether the file itself reads a property, so that the property is its author's own.</summary>
    public bool Reads(string name) => BuildProperties.Find(name) is null && Text.Contains($"$({name})", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads the file. One that cannot be read sets nothing here; MSBuild reports it.</summary>
    public static ProjectProperties Read(string file)
    {
        try
        {
            var text = file.Length > 0 ? System.IO.File.ReadAllText(file) : "<Project />";
            var sets = XDocument
                .Parse(text, LoadOptions.SetLineInfo)
                .Descendants()
                .Where(element => element.Parent?.Name.LocalName == "PropertyGroup")
                .Select(element => (element.Name.LocalName, ((IXmlLineInfo)element).LineNumber, ((IXmlLineInfo)element).LinePosition));
            return new ProjectProperties(file, [.. sets]) { Text = text };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or XmlException)
        {
            return new ProjectProperties("", []);
        }
    }
}
