using Empo.Method.Answers.Numerics;

namespace Empo.UnitTests.Method.Answers;

/// <summary>Complex arithmetic, principal values, poles. Reference digits were computed with 50 digits by another program.</summary>
public sealed class LongComplexTests
{
    [Fact]
    public void Arithmetic()
    {
        LongComplex a = Of(1, 2);
        LongComplex b = Of(3, -4);

        Assert.Equal(Of(4, -2), a + b);
        Assert.Equal(Of(-1, -2), -a);
        Assert.Equal(Of(11, 2), a * b);
        Assert.Equal(Of(3, 6), a * (LongDouble)3);
        AssertNear("-0.2", "0.4", a / b);
        AssertNear("0.25", "0.5", a / (LongDouble)4);
        Assert.Equal(new LongDouble(5, 0), b.Abs());
        Assert.Equal(new LongDouble(7, 0), Of(-7, 0).Abs());
        Assert.Equal(new LongDouble(7, 0), Of(0, -7).Abs());
    }

    [Fact]
    public void Kinds()
    {
        Assert.True(Of(1, 0).IsReal && !Of(1, 1).IsReal && !Of(0, 1).IsReal);
        Assert.True(Of(0, 0).IsZero && !Of(1, 0).IsZero && !Of(0, 1).IsZero);
        Assert.True(
            Of(1, 1).IsFinite && !LongComplex.Undefined.IsFinite && !Of(0, double.NaN).IsFinite && !Of(double.PositiveInfinity, 0).IsFinite
        );
    }

    [Fact]
    public void Terms_that_cancel_leave_nothing()
    {
        LongComplex third = LongDouble.One / 3;
        LongComplex near = LongDouble.From(new Rational(1, 3)) + 1e-29;

        Assert.True((near + -third).IsZero);
        Assert.False((third + -(LongDouble.One / 3 + 1e-20)).IsZero);
        Assert.True((new LongComplex(0, LongDouble.Pi).Exp() + LongComplex.One).IsZero);
    }

    [Theory]
    [InlineData(-1, 0, "0", "3.14159265358979323846264338327950288")]
    [InlineData(0, 1, "0", "1.57079632679489661923132169163975144")]
    [InlineData(-3, 4, "1.609437912434100374600759333226188", "2.214297435588181006034130920357074")]
    [InlineData(2, 0, "0.693147180559945309417232121458176568", "0")]
    public void Logarithms(double real, double imaginary, string expectedReal, string expectedImaginary) =>
        AssertNear(expectedReal, expectedImaginary, Of(real, imaginary).Log());

    [Theory]
    [InlineData(1, 2, 0.5, -1, "4.382565059863359010243289672191678", "-1.124397477361154946234699667911608")]
    [InlineData(0, 1, 0, 1, "0.2078795763507619085469556198349788", "0")]
    [InlineData(1, 1, 10, 0, "0", "32")]
    [InlineData(1, 1, -2, 0, "0", "-0.5")]
    [InlineData(1.5, 0, 1030, 0, "2.365902413812927287845763706507083e+181", "0")]
    [InlineData(2, 0, -3, 0, "0.125", "0")]
    [InlineData(7, 3, 0, 0, "1", "0")]
    [InlineData(-1, 0, 0.5, 0, "0", "1")]
    [InlineData(0, 0, 3, 0, "0", "0")]
    public void Powers(
        double real,
        double imaginary,
        double exponent,
        double imaginaryExponent,
        string expectedReal,
        string expectedImaginary
    ) => AssertNear(expectedReal, expectedImaginary, Of(real, imaginary).Power(Of(exponent, imaginaryExponent)), 1e-26);

    [Fact]
    public void What_has_no_value_is_not_finite()
    {
        Assert.False(Of(0, 0).Log().IsFinite);
        Assert.False(Of(0, 0).Power(Of(0, 0)).IsFinite);
        Assert.False(Of(0, 0).Power(Of(-1, 0)).IsFinite);
    }

    [Fact]
    public void Exponential_of_a_complex_number() =>
        AssertNear("-1.131204383756813638431255255510795", "2.471726672004818927616930893551665", Of(1, 2).Exp());

    [Theory]
    [InlineData("sin", 0.75, 0, "0.6816387600233341667332419527798939", "0")]
    [InlineData("sin", -1.25, -0.75, "-1.228634524095095522192146065157776", "-0.259294854551162779153349830618433")]
    [InlineData("cos", 0.75, 0, "0.7316888688738208863118387530000845", "0")]
    [InlineData("cos", -1.25, -0.75, "0.4082425918779688077888521463974991", "-0.7803659308458532403913262163008632")]
    [InlineData("tan", 0.75, 0, "0.9315964599440724611652027565739364", "0")]
    [InlineData("tan", -1.25, -0.75, "-0.3857959526097506641775967607207902", "-1.372607570533783202580486065712269")]
    [InlineData("cot", 0.75, 0, "1.073426148549377358743164542443543", "0")]
    [InlineData("cot", -1.25, -0.75, "-0.1897770864498768071844573571057144", "0.675200099464085208932985934551577")]
    [InlineData("sec", 0.75, 0, "1.36670112467222613521506866015681", "0")]
    [InlineData("sec", -1.25, -0.75, "0.5263347381530816195593311104945915", "1.006102023764619331185985133395399")]
    [InlineData("csc", 0.75, 0, "1.467052724475010116972578329544761", "0")]
    [InlineData("csc", -1.25, -0.75, "-0.7792064596209390362115005049608306", "0.1644461568109897808812088617747506")]
    [InlineData("sinh", 0.75, 0, "0.8223167319358299807036616344469138", "0")]
    [InlineData("sinh", -1.25, -0.75, "-1.172106359892702561010812851161389", "-1.287222910026491885758735107905654")]
    [InlineData("cosh", 0.75, 0, "1.294683284676844687841708185390182", "0")]
    [InlineData("cosh", -1.25, -0.75, "1.381738730634258885307299331390786", "1.091930135553974661709195317220241")]
    [InlineData("tanh", 0.75, 0, "0.6351489523872873192144343573124965", "0")]
    [InlineData("tanh", -1.25, -0.75, "-0.9753632850312356461935817597552164", "-0.1608077859162064267251660581734387")]
    [InlineData("coth", 0.75, 0, "1.574433833577736488673563221086524", "0")]
    [InlineData("coth", -1.25, -0.75, "-0.9981279057845645450198069715208809", "0.1645609805635195147637385660725013")]
    [InlineData("asin", 0.75, 0, "0.8480620789814810080529443389984181", "0")]
    [InlineData("asin", -1.25, -0.75, "-0.9117382909684876363584895643167312", "-1.031718534447780273363640586310066")]
    [InlineData("acos", 0.75, 0, "0.7227342478134156111783773526413334", "0")]
    [InlineData("acos", -1.25, -0.75, "2.482534617763384255589811255956483", "1.031718534447780273363640586310066")]
    [InlineData("atan", 0.75, 0, "0.6435011087932843868028092287173226", "0")]
    [InlineData("atan", -1.25, -0.75, "-0.9968251264639186660989022413104467", "-0.2614921387956719270786520573665321")]
    [InlineData("asinh", 0.75, 0, "0.6931471805599453094172321214581766", "0")]
    [InlineData("asinh", -1.25, -0.75, "-1.132393631605308195222663336968345", "-0.4532761776387939134489211961019717")]
    [InlineData("acosh", 0.75, 0, "0", "0.7227342478134156111783773526413334")]
    [InlineData("acosh", -1.25, -0.75, "1.031718534447780273363640586310066", "-2.482534617763384255589811255956483")]
    [InlineData("atanh", 0.75, 0, "0.9729550745276566525526763717215899", "0")]
    [InlineData("atanh", -1.25, -0.75, "-0.5493061443340548456976226184612629", "-1.107148717794090503017065460178537")]
    public void Functions_have_thirty_digits(
        string function,
        double real,
        double imaginary,
        string expectedReal,
        string expectedImaginary
    ) => AssertNear(expectedReal, expectedImaginary, Trigonometry.Evaluate(function, Of(real, imaginary)));

    [Fact]
    public void Poles_and_unknown_functions_are_undefined()
    {
        LongComplex quarter = LongDouble.Pi / 2;

        Assert.False(Trigonometry.Evaluate("tan", quarter).IsFinite);
        Assert.False(Trigonometry.Evaluate("sec", quarter).IsFinite);
        Assert.False(Trigonometry.Evaluate("cot", Of(0, 0)).IsFinite);
        Assert.False(Trigonometry.Evaluate("csc", LongDouble.Pi).IsFinite);
        Assert.False(Trigonometry.Evaluate("coth", Of(0, 0)).IsFinite);
        Assert.False(Trigonometry.Evaluate("atanh", Of(1, 0)).IsFinite);
        Assert.False(Trigonometry.Evaluate("atan", LongComplex.I).IsFinite);
        Assert.False(Trigonometry.Evaluate("sine", Of(1, 0)).IsFinite);
        Assert.True(Trigonometry.IsKnown("acosh") && !Trigonometry.IsKnown("sine"));
    }

    [Theory]
    [InlineData(0.25, "0.906402477055477077982671288966918001")]
    [InlineData(-0.5, "1.77245385090551602729816748334114518")]
    [InlineData(-1.5, "-3.54490770181103205459633496668229037")]
    [InlineData(-2.25, "3.92133344788856846441311457076124969")]
    [InlineData(12.75, "3255990905.164941530925061880084091")]
    [InlineData(39.5, "1.28605024825499153583871394876198775e+47")]
    [InlineData(60.5, "6.48559505908723626915273502444966008e+82")]
    [InlineData(120.125, "1.21771465021876418992884724115143493e+199")]
    [InlineData(5, "120")]
    public void Factorials_of_any_real_number(double x, string expected) =>
        ThirtyDigits.AssertNear(expected, LogGamma.Factorial(x).Real, 1e-26);

    [Theory]
    [InlineData(-1)]
    [InlineData(-7)]
    [InlineData(-1200.5)]
    [InlineData(400)]
    public void Factorials_without_a_value(double x) => Assert.False(LogGamma.Factorial(x).IsFinite);

    private static LongComplex Of(double real, double imaginary) => new(real, imaginary);

    private static void AssertNear(string real, string imaginary, LongComplex actual, double share = 1e-28)
    {
        ThirtyDigits.AssertNear(real, actual.Real, share);
        ThirtyDigits.AssertNear(imaginary, actual.Imaginary, share);
    }
}
