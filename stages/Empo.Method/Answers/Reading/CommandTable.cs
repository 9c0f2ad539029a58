using System.Collections.Frozen;
using Empo.Method.Answers.Expressions;

namespace Empo.Method.Answers.Reading;

/// <summary>LaTeX commands, grouped by how the reader treats them.</summary>
internal static class CommandTable
{
    /// <summary>Layout without meaning; dropped.</summary>
    public static FrozenSet<string> Layout { get; } =
        Set(
            @"\left \right \mleft \mright \big \Big \bigg \Bigg \bigl \bigr \Bigl \Bigr \biggl \biggr \Biggl \Biggr \middle "
                + @"\displaystyle \textstyle \scriptstyle \limits \nolimits "
                + @"\quad \qquad \, \; \: \! \> \enspace \thinspace \hspace \phantom \noindent \mathstrut \rm \bf \it"
        );

    /// <summary>Commands whose group is words.</summary>
    public static FrozenSet<string> Words { get; } = Set(
        @"\text \textbf \textit \textrm \textnormal \textsf \texttt \mbox \hbox \mathrm \mathop \emph \textsc");

    /// <summary>Commands that only change the style of their group; the group is read as it is.</summary>
    public static FrozenSet<string> Styles { get; } =
        Set(
            @"\boxed \fbox \framebox \mathbf \mathit \mathsf \mathtt \boldsymbol \bm \underline \vec \overrightarrow "
                + @"\overleftarrow \cancel \ensuremath \mathnormal"
        );

    /// <summary>Commands that turn their group into a different symbol.</summary>
    public static FrozenSet<string> Decorations { get; } =
        Set(@"\bar \overline \hat \widehat \tilde \widetilde \dot \ddot \mathbb \mathcal \mathscr \mathfrak \overarc");

    /// <summary>Brackets with a second spelling, mapped to the first.</summary>
    public static FrozenDictionary<string, string> Brackets { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [@"\lbrack"] = "[",
        [@"\rbrack"] = "]",
        [@"\lgroup"] = "(",
        [@"\rgroup"] = ")",
        [@"\lbrace"] = @"\{",
        [@"\rbrace"] = @"\}",
        [@"\vert"] = "|",
        [@"\mid"] = "|",
        [@"\ulcorner"] = @"\lceil",
        [@"\urcorner"] = @"\rceil",
        [@"\llcorner"] = @"\lfloor",
        [@"\lrcorner"] = @"\rfloor",
        [@"\langle"] = "(",
        [@"\rangle"] = ")",
        [@"\dfrac"] = @"\frac",
        [@"\tfrac"] = @"\frac",
        [@"\cfrac"] = @"\frac",
        [@"\dbinom"] = @"\binom",
        [@"\tbinom"] = @"\binom",
        [@"\ast"] = "*",
        [@"\degree"] = @"\circ",
        [@"\varnothing"] = @"\emptyset",
        [@"\exponentialE"] = "e",
        [@"\ldots"] = @"\dots",
        [@"\cdots"] = @"\dots",
        [@"\land"] = @"\wedge",
        [@"\colon"] = ":",
        [@"\nicefrac"] = @"\frac",
        [@"\sfrac"] = @"\frac",
        [@"\bigcup"] = @"\cup",
        [@"\bigcap"] = @"\cap",
        [@"\smallsetminus"] = @"\setminus",
        [@"\backslash"] = @"\setminus",
        [@"\varepsilon"] = @"\epsilon",
        [@"\vartheta"] = @"\theta",
        [@"\varphi"] = @"\phi",
        [@"\varrho"] = @"\rho",
        [@"\micro"] = @"\mu",
        [@"\vee"] = @"\lor",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Functions of one argument (and of lists: gcd, lcm, max, min), by name with the spellings that mean the same.</summary>
    public static FrozenDictionary<string, string> Functions { get; } =
        Build(
            "sin cos tan cot sec csc sinh cosh tanh coth arcsin=asin arccos=acos arctan=atan asin acos atan arsinh=asinh "
                + "arcsinh=asinh arcosh=acosh arccosh=acosh "
                + "artanh=atanh arctanh=atanh asinh acosh atanh exp ln log lg=log abs floor ceil gcd lcm max min tg=tan ctg=cot "
                + "cotg=cot arctg=atan cosec=csc sgn arg Re=re Im=im det cis"
        );

    /// <summary>
    /// Commands that can be variables. Any other unknown command turns the answer into text: as a factor, an arrow or a logical sign would
    /// lose its order.
    /// </summary>
    public static FrozenSet<string> Symbols { get; } =
        Set(
            @"\alpha \beta \gamma \delta \epsilon \zeta \eta \theta \iota \kappa \lambda \mu \micro \nu \xi \omicron \rho \sigma "
                + @"\tau \upsilon \phi \chi \psi \omega "
                + @"\Gamma \Delta \Theta \Lambda \Xi \Pi \Sigma \Upsilon \Phi \Psi \Omega \varpi \varkappa \digamma \varGamma \varDelta "
                + @"\varOmega \ell \hbar \hslash \nabla \partial \dots \aleph \imath \jmath \wp \Re \Im \square \Box \star \bigstar "
                + @"\triangle \odot \dag \dagger \top \bot \Bbbk \spadesuit \heartsuit \diamondsuit \clubsuit \diamond \bullet "
                + @"\blacksquare \checkmark \varsigma \eth \Pr \dim \ker"
        );

    // Commands that begin with another command; nothing reads them, so they turn the answer into text.
    private static readonly FrozenSet<string> Whole = Set(
        @"\leftrightarrow \longrightarrow \longleftarrow \longleftrightarrow \rightarrow \leftarrow \mapsto \longmapsto "
            + @"\uparrow \downarrow \updownarrow \rightharpoonup \leftharpoonup \rightleftharpoons \nmid \ll \gg \prec \succ "
            + @"\preceq \succeq "
            + @"\propto \models \vdash \forall \exists \nexists \therefore \because \triangleq \asymp \doteq \nsubseteq \nparallel "
            + @"\uparrow \wr \amalg \uplus \otimes \oplus \ominus \bigstar \bigoplus \bigtriangleup \triangledown \trianglelefteq "
            + @"\mathring"
    );

    /// <summary>Other known commands.</summary>
    public static FrozenSet<string> Others { get; } =
        Set(
            @"\frac \sqrt \binom \choose \over \overset \overbrace \underset \underbrace \pi \infty \circ \cdot \times \div \pm "
                + @"\mp \le \leq \leqslant \ge \geq \geqslant \lt \gt \ne \neq \in \approx \equiv \cup \cap \setminus "
                + @"\emptyset \lfloor \rfloor \lceil \rceil \mod \bmod \pmod \operatorname \sum \prod \int \begin \end \% \{ \} \$ \# "
                + @"\& \| \dots \angle \prime \to \land \wedge \lor \vee \partial "
                + @"\alpha \beta \gamma \delta \epsilon \zeta \eta \theta \iota \kappa \lambda \mu \nu \xi \rho \sigma \tau \upsilon "
                + @"\phi \chi \psi \omega "
                + @"\Gamma \Delta \Theta \Lambda \Xi \Pi \Sigma \Upsilon \Phi \Psi \Omega \ell \hbar \nabla \micro \money \implies \iff "
                + @"\subset \subseteq \supset \supseteq \notin \Rightarrow \Leftarrow \Leftrightarrow \rightarrow \leftarrow \neg \lnot "
                + @"\sim \simeq \cong \lim \lvert \rvert \triangle \perp \parallel \mathrm"
        );

    private static readonly FrozenSet<string> Known = new[] { Others, Whole, Layout, Words, Styles, Decorations }
        .SelectMany(commands => commands)
        .Concat(Brackets.Keys)
        .Concat(Functions.Keys.Select(name => @"\" + name))
        .ToFrozenSet(StringComparer.Ordinal);

    /// <summary>
    /// The command itself, or the longest known command that it begins with: <c>\lverty</c> is <c>\lvert y</c>, <c>\quadx</c> is <c>\quad
    /// x</c>.
    /// </summary>
    public static string LongestKnown(string command)
    {
        for (int length = command.Length; length > 2; length--)
        {
            string prefix = command[..length];
            if (IsKnown(prefix))
            {
                return prefix;
            }
        }

        return command;
    }

    private static bool IsKnown(string command) => Known.Contains(command) || RelationOperators.Of(command) is not null;

    private static FrozenSet<string> Set(string names) => names.Split(' ').ToFrozenSet(StringComparer.Ordinal);

    private static FrozenDictionary<string, string> Build(string names) =>
        names
            .Split(' ')
            .Select(name => name.Split('='))
            .ToDictionary(pair => pair[0], pair => pair[^1], StringComparer.Ordinal)
            .ToFrozenDictionary(StringComparer.Ordinal);
}
