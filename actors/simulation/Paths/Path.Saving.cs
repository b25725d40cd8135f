namespace ActorVm.Simulation;

/// <content>
/// A path as bytes. Channels and processes are written in the order of their numbers, because that order decides which
/// process an exploration tries first: read back elsewhere, everything has the number it had.
/// </content>
internal sealed partial class Path
{
    public void Save(ByteWriter writer)
    {
        writer.Write(catalogue.ChannelCount);
        for (var channel = 0; channel < catalogue.ChannelCount; channel++)
            Codec<Channel>.Default.Write(writer, catalogue.Channels[channel].Channel);
        writer.Write(lanes.Count);
        writer.Write(processes.Count);
        foreach (var process in processes)
        {
            writer.Write(process.Lane);
            writer.Write(process.Letter);
        }

        writer.Write(Length);
        for (var step = 0; step < Length; step++)
        {
            writer.Write(events[step].Process);
            writer.Write(events[step].Way);
        }
    }

    /// <summary>Makes the steps again, on a path that has made none.</summary>
    /// <param name="made">Told after each step.</param>
    public void Load(ref ByteReader reader, Action made)
    {
        for (var (channel, count) = (0, reader.Read<int>()); channel < count; channel++)
        {
            if (catalogue.ChannelOf(Codec<Channel>.Default.Read(ref reader)) != channel)
                throw new InvalidDataException("the system begins with other channels than the exploration was started with");
        }

        var laneCount = reader.Read<int>();
        for (var count = reader.Read<int>(); count > 0; count--)
            Number(reader.Read<int>(), reader.Read<int>());
        if (laneCount > 0)
            LaneOf(laneCount - 1);
        for (var count = reader.Read<int>(); count > 0; count--)
        {
            Step(reader.Read<int>(), reader.Read<int>(), out _);
            made();
        }
    }

    private void Number(int lane, int letter)
    {
        if (letter < 0)
            LaneOf(lane);
        else
            ProcessNumber(LaneOf(lane).Number, letter);
    }
}
