using System.Threading.Channels;
using CsCheck;
using Plumbline.Concurrency;

namespace Plumbline.Tests.Concurrency.Selecting;

public sealed class SelectFairnessTests
{
    private const uint Seed = 20_261_127;

    // A turn of 6 000 with probability 1/3: standard deviation 37. Five of them.
    [Theory]
    [InlineData(0, 1, 2)]
    [InlineData(0, 1, 5)]
    [InlineData(1, 3, 4)]
    public async Task NextAsync_Fair_EachReadyOneIsAsLikely(params int[] ready)
    {
        int[] chosen = await CountAsync(new Select(SelectOrder.Fair, Seed), ready, turns: 6_000);

        Assert.All(ready, channel => Assert.InRange(chosen[channel], 2_000 - 185, 2_000 + 185));
        Assert.Equal(6_000, chosen.Sum());
    }

    [Fact]
    public async Task NextAsync_FairByDefault_StarvesNobody()
    {
        int[] chosen = await CountAsync(new Select(), [0, 1, 2, 3, 4, 5], turns: 1_200);

        // Missed with probability 6 * (5/6)^1200: never.
        Assert.DoesNotContain(0, chosen);
    }

    [Fact]
    public async Task NextAsync_Listed_TheFirstReadyOneIsChosen()
    {
        int[] chosen = await CountAsync(new Select(SelectOrder.Listed), [2, 4], turns: 100);

        Assert.Equal([0, 0, 100, 0, 0, 0], chosen);
    }

    [Fact]
    public Task NextAsync_Fair_WhateverIsReadyAndTheSeedIs_AReadyOneIsChosen() =>
        Gen.Select(Gen.Int[1, 63], Gen.UInt[1, uint.MaxValue]).SampleAsync(
            static async (mask, seed) =>
            {
                int[] ready = [.. Enumerable.Range(0, 6).Where(channel => (mask & (1 << channel)) != 0)];
                int[] chosen = await CountAsync(new Select(SelectOrder.Fair, seed), ready, turns: 8);
                Assert.Equal(8, ready.Sum(channel => chosen[channel]));
            },
            iter: 500);

    /// <summary>How often each of six channels is chosen, while those given always have an item.</summary>
    private static async Task<int[]> CountAsync(Select created, int[] ready, int turns)
    {
        using Select select = created;
        Channel<int>[] channels = [.. Enumerable.Range(0, 6).Select(static _ => Channel.CreateUnbounded<int>())];
        ReceiveCase<int>[] cases = [.. channels.Select(channel => select.Receive(channel.Reader))];
        foreach (int channel in ready)
        {
            channels[channel].Writer.TryWrite(channel);
        }

        int[] chosen = new int[channels.Length];
        for (int turn = 0; turn < turns; turn++)
        {
            await select.NextAsync(Context.Background);
            int index = Array.FindIndex(cases, static one => one.IsChosen);
            Assert.True(cases[index].TryTake(out int item));
            Assert.Equal(index, item);
            channels[index].Writer.TryWrite(item);
            chosen[index]++;
        }

        return chosen;
    }
}
