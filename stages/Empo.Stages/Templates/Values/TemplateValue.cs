namespace Empo.Stages.Templates.Values;

/// <summary>A value while a template is rendered. Its operations are Python's, as far as templates use them.</summary>
internal abstract class TemplateValue
{
    /// <summary>Python's name of the type, for messages.</summary>
    public abstract string TypeName { get; }

    /// <summary>Whether it counts as true in a condition.</summary>
    public abstract bool IsTrue { get; }

    /// <summary>How deep lists and dictionaries nest in it; 0 for anything else.</summary>
    public virtual int Depth => 0;

    /// <summary>Steps that a look at the whole value costs.</summary>
    public virtual long Size => 1;

    /// <summary>The size of a value that holds these. Lists can share items, so it can exceed what memory holds.</summary>
    protected static long SizeOver(IEnumerable<TemplateValue> items) =>
        items.Aggregate(1L, (sum, item) => Math.Min(sum + item.Size, long.MaxValue / 4));

    /// <summary>The depth of a value that holds these.</summary>
    /// <exception cref="TemplateException">It would nest too deep.</exception>
    protected static int DepthOver(IEnumerable<TemplateValue> items)
    {
        var depth = items.Select(item => item.Depth).DefaultIfEmpty(0).Max() + 1;
        return depth <= TemplateLimits.ValueDepth
            ? depth
            : throw new TemplateException(TemplateFault.Limit, "lists or dictionaries nest too deep in each other");
    }
}
