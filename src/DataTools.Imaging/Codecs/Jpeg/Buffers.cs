using System.Buffers;

namespace DataTools.Imaging.Codecs.Jpeg;

/// <summary>Buffers of the shared pool that are kept while they are large enough.</summary>
internal static class Buffers
{
    /// <summary>Makes room for <paramref name="length"/>; the contents are lost where it must grow.</summary>
    public static void Grow<T>(ref T[] buffer, int length)
    {
        if (buffer.Length >= length)
            return;
        Release(ref buffer);
        buffer = ArrayPool<T>.Shared.Rent(length);
    }

    /// <summary>Gives one back.</summary>
    public static void Release<T>(ref T[] buffer)
    {
        if (buffer.Length > 0)
            ArrayPool<T>.Shared.Return(buffer);
        buffer = [];
    }
}
