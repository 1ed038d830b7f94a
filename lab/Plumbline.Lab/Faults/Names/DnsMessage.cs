using System.Buffers.Binary;
using System.Net;

namespace Plumbline.Lab.Faults.Names;

/// <summary>The little of DNS (RFC 1035) that a resolver's question for one name needs.</summary>
internal static class DnsMessage
{
    private const int HeaderLength = 12;
    private const ushort TypeA = 1;
    private const ushort AnswerFlags = 0x8580; // An answer, authoritative, recursion asked for and available, no error.

    /// <summary>The answer to a question: the address, with no time to live, for an A question; no records for any other.</summary>
    /// <param name="query">The packet of the question.</param>
    /// <param name="address">An IPv4 address.</param>
    /// <returns>The packet of the answer; null when the question cannot be read.</returns>
    public static byte[]? Answer(ReadOnlySpan<byte> query, IPAddress address)
    {
        if (QuestionEnd(query) is not { } end)
        {
            return null;
        }

        var asked = BinaryPrimitives.ReadUInt16BigEndian(query[(end - 4)..]);
        byte[] answer = [.. query[..end], .. asked == TypeA ? Record(address) : []];
        BinaryPrimitives.WriteUInt16BigEndian(answer.AsSpan(2), AnswerFlags);
        BinaryPrimitives.WriteUInt16BigEndian(answer.AsSpan(4), 1);
        BinaryPrimitives.WriteUInt16BigEndian(answer.AsSpan(6), (ushort)(asked == TypeA ? 1 : 0));
        answer.AsSpan(8, 4).Clear();
        return answer;
    }

    // Name (a pointer to the question's), type A, class IN, time to live 0, 4 bytes of address.
    private static byte[] Record(IPAddress address) =>
        [0xC0, HeaderLength, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, .. address.GetAddressBytes()];

    /// <summary>Where the first question ends: after its name, type and class.</summary>
    private static int? QuestionEnd(ReadOnlySpan<byte> query)
    {
        var at = HeaderLength;
        while (at < query.Length && query[at] != 0)
        {
            // Two high bits mean a pointer, which a question has no use for.
            if (query[at] > 63)
            {
                return null;
            }

            at += query[at] + 1;
        }

        return at + 5 <= query.Length ? at + 5 : null;
    }
}
