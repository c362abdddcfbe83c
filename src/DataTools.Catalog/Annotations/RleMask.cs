using System.Text;

namespace DataTools.Catalog.Annotations;

/// <summary>
/// The pixels of an object, run-length encoded as in COCO: runs of 0 and 1 in turn, the first of 0, down the columns from
/// left to right. <see cref="Counts"/> is the compressed text of the COCO API: each run as a signed difference to the one
/// before the previous one (from the third run on), five bits a character from '0', least significant first.
/// </summary>
/// <param name="Height">Rows of the image.</param>
/// <param name="Width">Columns of the image.</param>
/// <param name="Counts">The runs.</param>
public sealed record RleMask(int Height, int Width, string Counts)
{
    private const int LowestCharacter = 48, DataBits = 5, More = 0x20, Sign = 0x10;

    /// <summary>How many pixels it covers. Throws <see cref="FormatException"/> as <see cref="Runs"/> does.</summary>
    public long Area => Runs().Where((_, i) => i % 2 == 1).Sum(r => (long)r);

    /// <summary>From the lengths of the runs, which must fill the image.</summary>
    public static RleMask FromRuns(int height, int width, IReadOnlyList<int> runs)
    {
        Check(height, width, runs);
        var text = new StringBuilder(runs.Count * 2);
        for (var i = 0; i < runs.Count; i++)
            Append(text, i > 2 ? runs[i] - runs[i - 2] : runs[i]);
        return new(height, width, text.ToString());
    }

    /// <summary>From one byte a pixel, row by row; all but 0 belongs to the object.</summary>
    public static RleMask FromPixels(int height, int width, ReadOnlySpan<byte> pixels)
    {
        if (pixels.Length != height * width)
            throw new ArgumentException($"{pixels.Length} pixels, an image of {width} x {height} has {height * width}", nameof(pixels));
        var runs = new List<int>();
        var (run, inside) = (0, false);
        for (var x = 0; x < width; x++)
        {
            for (var y = 0; y < height; y++)
            {
                if (pixels[(y * width) + x] != 0 != inside)
                {
                    runs.Add(run);
                    (run, inside) = (0, !inside);
                }
                run++;
            }
        }
        runs.Add(run);
        return FromRuns(height, width, runs);
    }

    /// <summary>The lengths of the runs. Throws <see cref="FormatException"/> where the text is no such code or does not fill the image.</summary>
    public IReadOnlyList<int> Runs()
    {
        var runs = new List<int>();
        for (var at = 0; at < Counts.Length;)
        {
            var value = Next(ref at);
            value += runs.Count > 2 ? runs[^2] : 0;
            runs.Add(value is >= 0 and <= int.MaxValue ? (int)value : throw new FormatException($"run {runs.Count} of the mask is {value} long"));
        }
        Check(Height, Width, runs);
        return runs;
    }

    /// <summary>One byte a pixel, row by row: 1 within the object. Throws as <see cref="Runs"/> does.</summary>
    public byte[] ToPixels()
    {
        var pixels = new byte[Height * Width];
        var (at, inside) = (0, false);
        foreach (var run in Runs())
        {
            for (var end = at + run; at < end; at++)
            {
                if (inside)
                    pixels[(at % Height * Width) + (at / Height)] = 1;
            }
            inside = !inside;
        }
        return pixels;
    }

    private static void Check(int height, int width, IReadOnlyList<int> runs)
    {
        if (height <= 0 || width <= 0 || (long)height * width > int.MaxValue)
            throw new FormatException($"a mask of {width} x {height} pixels");
        var sum = 0L;
        foreach (var run in runs)
            sum += run >= 0 ? run : throw new FormatException("a run of the mask is negative");
        if (sum != (long)height * width)
            throw new FormatException($"the runs of the mask cover {sum} pixels, the image has {(long)height * width}");
    }

    private static void Append(StringBuilder text, long value)
    {
        while (true)
        {
            var bits = (int)(value & (More - 1));
            value >>= DataBits;
            var last = value == ((bits & Sign) != 0 ? -1 : 0);
            text.Append((char)((last ? bits : bits | More) + LowestCharacter));
            if (last)
                return;
        }
    }

    private long Next(ref int at)
    {
        var (value, shift) = (0L, 0);
        while (true)
        {
            var code = at < Counts.Length ? Counts[at++] - LowestCharacter : -1;
            if (code is < 0 or >= 2 * More || shift > 7 * DataBits)
                throw new FormatException("the text of the mask is damaged");
            value |= (long)(code & (More - 1)) << shift;
            shift += DataBits;
            if ((code & More) == 0)
                return (code & Sign) != 0 ? value | (-1L << shift) : value;
        }
    }
}
