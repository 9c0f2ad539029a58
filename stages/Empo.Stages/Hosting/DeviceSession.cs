using Empo.Experiments.Execution;
using Empo.Stages.DeviceMemory;
using Empo.Stages.Sampling;
using TorchSharp;

namespace Empo.Stages.Hosting;

/// <summary>
/// The device of a stage process. The first stage that computes with a model chooses it and loads libtorch, and a policy stays in memory
/// from stage to stage, on a card too where the estimates of the later ones fit (<see cref="CardBudget"/>).
/// </summary>
/// <param name="driver">Reports a card's free memory.</param>
/// <param name="resolve">The device of a setting.</param>
internal sealed class DeviceSession(ICudaDriver driver, Func<string, torch.Device> resolve) : IDisposable
{
    private PolicyMemory? _policies;
    private string _device = "cpu";
    private bool _deterministic;
    private int _threads;
    private bool _used;

    public void Dispose() => _policies?.Dispose();

    /// <summary>A request begins.</summary>
    public void Enter(StageRequest request)
    {
        _device = request.Device;
        _deterministic = request.Deterministic;
        _threads = request.Threads > 0 ? request.Threads : Environment.ProcessorCount;
        _used = false;
        if (_policies?.Card is { } card)
        {
            card.Enter();
            GC.Collect(); // a tensor that nobody disposed of would keep its place on the card
            GC.WaitForPendingFinalizers();
        }
    }

    /// <summary>Chooses the device and loads libtorch when the first stage needs them.</summary>
    /// <exception cref="UserError">EMPO6002: there is no such device.</exception>
    /// <exception cref="FreshProcessException">An earlier stage used the card, and what it holds is not known.</exception>
    public PolicyMemory Policies()
    {
        _used = true;
        if (_policies is null)
        {
            torch.set_num_threads(_threads);
            var device = resolve(_device);
            var onCard = device.type == DeviceType.CUDA;
            if (_deterministic && onCard)
            {
                Determinism.Switch(on: true);
            }

            _policies = new PolicyMemory(device)
            {
                Card = onCard ? new CardBudget(CardMemory.Free(driver, Math.Max(device.index, 0))) : null,
            };
        }

        _policies.Card?.RequireKnown();
        return _policies;
    }

    /// <summary>What decides the last bits of the current stage's results; a stage without a model has no device.</summary>
    public IReadOnlyDictionary<string, string> Numerics() =>
        NumericsClass.Of(_used ? _policies?.Device : null, _device, _deterministic, _threads);

    /// <summary>
    /// A stage's code. Where it runs out of memory on a card that earlier stages of the process used, it is tried again in a fresh process
    /// before that is an error.
    /// </summary>
    public Action<StageContext> Retried(Action<StageContext> program) =>
        context =>
        {
            try
            {
                program(context);
            }
            catch (UserError failure) when (failure.Code == OutOfMemory.Code && _used && _policies?.Card is { IsWarm: true })
            {
                throw new FreshProcessException("it ran out of memory on a card that earlier stages of its process used", failure);
            }
        };
}
