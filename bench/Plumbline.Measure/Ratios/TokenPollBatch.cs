namespace Plumbline.Measure;

/// <summary>A thousand polls of a token.</summary>
/// <param name="token">What is polled.</param>
internal sealed class TokenPollBatch(CancellationToken token)
{
    internal void Run()
    {
        CancellationToken polled = token;
        for (int i = 0; i < ReadBatches.Operations / 10; i++)
        {
            if (polled.IsCancellationRequested
                || polled.IsCancellationRequested
                || polled.IsCancellationRequested
                || polled.IsCancellationRequested
                || polled.IsCancellationRequested
                || polled.IsCancellationRequested
                || polled.IsCancellationRequested
                || polled.IsCancellationRequested
                || polled.IsCancellationRequested
                || polled.IsCancellationRequested)
            {
                ReadBatches.Use(i);
                return;
            }
        }
    }
}
