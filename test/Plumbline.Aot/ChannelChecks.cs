using System.Threading.Channels;
using Plumbline.Concurrency;

namespace Plumbline.Aot;

/// <summary>Channels and select: generic code over a value type and over a reference.</summary>
internal static class ChannelChecks
{
    internal static async Task RunAsync()
    {
        using var scope = Context.Background.WithCancel(out var ctx);
        Channel<int> numbers = Channel.CreateBounded<int>(1);
        Channel<string> words = Channel.CreateUnbounded<string>();

        await numbers.Writer.SendAsync(ctx, 7);
        Check.That(await numbers.Reader.ReceiveAsync(ctx) == 7, "an item that was sent is received");

        using var select = new Select();
        var number = select.Receive(numbers.Reader);
        var word = select.Receive(words.Reader);
        Task<bool> next = select.NextAsync(ctx).AsTask();
        words.Writer.TryWrite("seven");
        await Check.ComesAsync(next, "a turn of a select");
        Check.That(word.TryTake(out string? item) && item == "seven" && !number.IsChosen, "a select receives from the one channel that is ready");

        Task<bool> last = select.NextAsync(ctx).AsTask();
        scope.Cancel();
        await Check.ComesAsync(last.ContinueWith(static _ => { }, TaskScheduler.Default), "the end of a turn");
        Check.That(last.IsCanceled, "a canceled context ends a turn");
    }
}
