using System.Net;
using System.Text;
using Plumbline.Lab.Faults.Names;

namespace Plumbline.Lab.Tests.Faults.Names;

public sealed class DnsMessageTests
{
    private static readonly IPAddress _address = IPAddress.Parse("127.0.0.1");

    [Fact]
    public void Answer_QuestionForAnAddress_HasIt()
    {
        var answer = DnsMessage.Answer(Question(type: 1), _address);

        Assert.Equal(
            "BEEF" + "8580" + "0001" + "0001" + "0000" + "0000" // Header: the question's number, one question, one answer.
            + "08" + Hex("upstream") + "03" + Hex("lab") + "00" + "0001" + "0001"
            + "C00C" + "0001" + "0001" + "00000000" + "0004" + "7F000001",
            Convert.ToHexString(answer!));
    }

    [Fact]
    public void Answer_QuestionForAnIPv6Address_HasNoRecord()
    {
        var answer = DnsMessage.Answer(Question(type: 28), _address);

        Assert.Equal(
            "BEEF" + "8580" + "0001" + "0000" + "0000" + "0000" + "08" + Hex("upstream") + "03" + Hex("lab") + "00" + "001C" + "0001",
            Convert.ToHexString(answer!));
    }

    [Theory]
    [InlineData("")]
    [InlineData("BEEF01000001000000000000")]
    [InlineData("BEEF0100000100000000000003")]
    [InlineData("BEEF01000001000000000000C00C00010001")]
    public void Answer_CutOffOrStrange_IsNone(string packet) =>
        Assert.Null(DnsMessage.Answer(Convert.FromHexString(packet), _address));

    private static byte[] Question(byte type) => Convert.FromHexString(
        "BEEF" + "0120" + "0001" + "0000" + "0000" + "0001" + "08" + Hex("upstream") + "03" + Hex("lab") + "00"
        + "00" + Convert.ToHexString([type]) + "0001" + "0000290500000000000000"); // And an EDNS record, which is not answered.

    private static string Hex(string text) => Convert.ToHexString(Encoding.ASCII.GetBytes(text));
}
