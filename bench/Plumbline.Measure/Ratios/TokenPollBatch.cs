namespace Plumbline.Measure;

/// <summary>A thousand polls of a token.</summary>
/// <param name="token">What is polled.</param>
internal sealed class TokenPollBatch(CancellationToken token)
{
    internal void Run()
    {
        CancellationToken polled = token;
        int done = 0;
        for (int i = 0; i < ReadBatches.Operations / 10; i++)
        {
            done += polled.IsCancellationRequested ? 1 : 0;
            done += polled.IsCancellationRequested ? 1 : 0;
            done += polled.IsCancellationRequested ? 1 : 0;
            done += polled.IsCancellationRequested ? 1 : 0;
            done += polled.IsCancellationRequested ? 1 : 0;
            done += polled.IsCancellationRequested ? 1 : 0;
            done += polled.IsCancellationRequested ? 1 : 0;
            done += polled.IsCancellationRequested ? 1 : 0;
            done += polled.IsCancellationRequested ? 1 : 0;
            done += polled.IsCancellationRequested ? 1 : 0;
        }

        ReadBatches.Use(done);
    }
}
