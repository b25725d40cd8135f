using ActorVm.Messages;
using ActorVm.Simulation;

namespace ActorVm.Cli.Recording;

/// <summary>Writes down what another chooser answers: seven bits a byte, the lowest first.</summary>
internal sealed class ChoiceWriter(IChooser chooser) : IChooser
{
    private const int More = 0x80;
    private const int BytesMax = 5;

    private byte[] bytes = new byte[1 << 16];

    public int Length { get; private set; }

    public int NextDelivery(Candidates candidates) => Write(chooser.NextDelivery(candidates));

    public int Choose(ActorId actor, in Choice choice) => Write(chooser.Choose(actor, choice));

    /// <summary>All answers since the last time.</summary>
    public byte[] Take()
    {
        var taken = bytes[..Length];
        Length = 0;
        return taken;
    }

    private int Write(int answer)
    {
        if (Length + BytesMax > bytes.Length)
        {
            Array.Resize(ref bytes, 2 * bytes.Length);
        }

        var left = (uint)answer;
        for (; left >= More; left >>= 7)
        {
            bytes[Length++] = unchecked((byte)(left | More));
        }

        bytes[Length++] = (byte)left;
        return answer;
    }
}

/// <summary>Answers as was written down.</summary>
internal sealed class ChoiceReader : IChooser
{
    private byte[] bytes = [];
    private int next;

    /// <summary>Every answer was asked for.</summary>
    public bool IsAtEnd => next == bytes.Length;

    public void Load(byte[] choices) => (bytes, next) = (choices, 0);

    public int NextDelivery(Candidates candidates) => Read();

    public int Choose(ActorId actor, in Choice choice) => Read();

    private int Read()
    {
        for (var (answer, shift) = (0U, 0); next < bytes.Length; shift += 7)
        {
            var part = bytes[next++];
            answer |= unchecked((uint)(part & 0x7F) << shift);
            if (part < 0x80)
            {
                return unchecked((int)answer);
            }
        }

        throw new InvalidDataException("asks for more choices than were recorded");
    }
}
