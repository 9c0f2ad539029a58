namespace Empo.Stages.Templates.Syntax;

/// <summary>Reads what a value is assigned to.</summary>
internal sealed class TargetParser(TokenStream tokens)
{
    /// <param name="single">Whether a comma ends the target.</param>
    public AssignmentTarget Parse(bool single = false)
    {
        var targets = new List<AssignmentTarget> { One() };
        var several = false;
        while (!single && tokens.SkipOperator(","))
        {
            several = true;
            if (tokens.Current.Kind != TokenKind.Name || tokens.IsName("in"))
            {
                break;
            }

            targets.Add(One());
        }

        return several ? new AssignmentTarget.Several(targets) : targets[0];
    }

    private AssignmentTarget One()
    {
        if (tokens.SkipOperator("("))
        {
            var inner = tokens.Nested(() => Parse());
            tokens.ExpectOperator(")");
            return inner;
        }

        var name = tokens.Expect(TokenKind.Name, "the name of a variable").Text;
        return tokens.SkipOperator(".")
            ? new AssignmentTarget.Field(name, tokens.Expect(TokenKind.Name, "the name of a field").Text)
            : new AssignmentTarget.Variable(name);
    }
}
