using Empo.Stages.DeviceMemory;

namespace Empo.UnitTests.Memory;

public sealed class CardMemoryTests
{
    [Theory]
    [InlineData(0, 10)]
    [InlineData(1, 20)]
    public void The_asked_card_answers_and_not_the_one_that_libtorch_left_current(int index, long free)
    {
        var driver = new TwoCards();

        Assert.Equal(free, CardMemory.Free(driver, index));
        Assert.Equal([100], driver.Contexts);
        Assert.Equal(0, driver.Retained);
    }

    [Fact]
    public void A_card_that_is_not_there_is_not_answered_for() => Assert.Null(CardMemory.Free(new TwoCards(), 2));

    [Theory]
    [InlineData("push")]
    [InlineData("memory")]
    public void What_fails_gives_back_what_it_took(string failing)
    {
        var driver = new TwoCards { Failing = failing };

        Assert.Null(CardMemory.Free(driver, 1));
        Assert.Equal([100], driver.Contexts);
        Assert.Equal(0, driver.Retained);
    }

    [Fact]
    public void Without_a_driver_nobody_says() => Assert.Null(CardMemory.Free(new CudaDriver(), 1_000));

    /// <summary>
    /// Cards 0 and 1 with 10 and 20 bytes free and contexts 100 and 101; the first one's is current, as libtorch leaves it.
    /// </summary>
    private sealed class TwoCards : ICudaDriver
    {
        public string Failing { get; init; } = "";

        public Stack<nint> Contexts { get; } = new([100]);

        public int Retained { get; private set; }

        public int DeviceGet(out int device, int index)
        {
            device = index;
            return index < 2 ? 0 : 101;
        }

        public int RetainPrimaryContext(out nint context, int device)
        {
            context = 100 + device;
            Retained++;
            return 0;
        }

        public int ReleasePrimaryContext(int device)
        {
            Retained--;
            return 0;
        }

        public int Push(nint context)
        {
            if (Failing == "push")
            {
                return 1;
            }

            Contexts.Push(context);
            return 0;
        }

        public int Pop(out nint context)
        {
            context = Contexts.Pop();
            return 0;
        }

        public int MemoryInfo(out nuint free, out nuint total)
        {
            (free, total) = ((nuint)(Contexts.Peek() == 100 ? 10 : 20), 40);
            return Failing == "memory" ? 1 : 0;
        }
    }
}
