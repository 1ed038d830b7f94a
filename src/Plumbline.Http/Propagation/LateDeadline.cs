using System.Globalization;
using System.Text;

namespace Plumbline.Http.Internal;

/// <summary>Writes a header's number of milliseconds as what is left by now, if that is less.</summary>
/// <remarks>
/// SocketsHttpHandler asks for a header's encoding once the request has its connection, and lets it write the value: the only place where
/// the wait for a connection and a redirect are over. The length is asked for first (HPACK), so the digits are fixed with the object.
/// </remarks>
internal sealed class LateDeadline : Encoding
{
    private readonly string _digits;

    private LateDeadline(long left) => _digits = left.ToString(CultureInfo.InvariantCulture);

    /// <param name="request">What is about to be written.</param>
    /// <param name="name">The header.</param>
    /// <param name="left">Whole milliseconds. Less than one is written as one: the request has begun, and its context is about to end it.</param>
    /// <returns>Null where the header says no more than that.</returns>
    internal static LateDeadline? For(HttpRequestMessage request, string name, long left)
    {
        left = Math.Max(left, 1);
        return request.Headers.NonValidated.TryGetValues(name, out var values) && SaysMore(values.ToString(), left) ? new LateDeadline(left) : null;
    }

    public override int GetByteCount(string s) => _digits.Length;

    public override int GetByteCount(ReadOnlySpan<char> chars) => _digits.Length;

    public override int GetByteCount(char[] chars, int index, int count) => _digits.Length;

    public override int GetBytes(ReadOnlySpan<char> chars, Span<byte> bytes) => ASCII.GetBytes(_digits, bytes);

    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) =>
        ASCII.GetBytes(_digits, bytes.AsSpan(byteIndex));

    public override int GetMaxByteCount(int charCount) => Math.Max(charCount, _digits.Length);

    public override int GetCharCount(byte[] bytes, int index, int count) => count;

    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex) =>
        ASCII.GetChars(bytes, byteIndex, byteCount, chars, charIndex);

    public override int GetMaxCharCount(int byteCount) => byteCount;

    private static bool SaysMore(string value, long left) =>
        long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var said) && said > left;
}
