namespace ActorVm.Actors;

/// <summary>Frames that lie together. Between two segments the page array has entries for the hole.</summary>
/// <param name="FirstFrame">Physical address of the first frame / 4096.</param>
/// <param name="Frames">Number of frames.</param>
public readonly record struct MemorySegment(int FirstFrame, int Frames);
