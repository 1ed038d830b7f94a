using Plumbline.Loopback;

namespace Plumbline.Faults.Stage;

/// <summary>A number that goes up and down by one, and can be waited for.</summary>
internal sealed class Gauge(string what)
{
    private readonly Lock _gate = new();
    private readonly List<(int Value, Signal Reached)> _waiting = [];
    private int _value;

    public int Value => Volatile.Read(ref _value);

    public void Up() => Move(1);

    public void Down() => Move(-1);

    /// <summary>Waits until the number is, or once was since the call, as given.</summary>
    public Task WaitAsync(int value)
    {
        lock (_gate)
        {
            if (_value == value)
                return Task.CompletedTask;

            var reached = new Signal($"the number of {what} is {value}; it was {_value}");
            _waiting.Add((value, reached));
            return reached.WaitAsync();
        }
    }

    private void Move(int by)
    {
        List<(int Value, Signal Reached)> reached;
        lock (_gate)
        {
            _value += by;
            reached = _waiting.FindAll(waiter => waiter.Value == _value);
            _waiting.RemoveAll(waiter => waiter.Value == _value);
        }

        reached.ForEach(waiter => waiter.Reached.Set());
    }
}
