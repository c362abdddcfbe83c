using DataTools.Imaging.Augmentation;
using DataTools.Imaging.Augmentation.Operations;
using DataTools.Imaging.Pixels;

namespace DataTools.Imaging.Drawing;

/// <summary>Many small pictures with captions on one page.</summary>
public static class ContactSheet
{
    private const int Margin = 6, Line = BitmapFont.Height + 1, UnderCaption = 3;
    private const byte Paper = 245;

    /// <summary>
    /// Draws the pictures row by row, each fitted into a square of <paramref name="cell"/> pixels with its caption below, which may have several lines.
    /// </summary>
    public static PixelImage Draw(IReadOnlyList<(PixelImage Image, string Caption)> cells, int columns, int cell)
    {
        ArgumentOutOfRangeException.ThrowIfZero(cells.Count, nameof(cells));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(cell);
        columns = Math.Min(columns, cells.Count);
        var rows = (cells.Count + columns - 1) / columns;
        var caption = (cells.Max(c => Lines(c.Caption).Length) * Line) + UnderCaption;
        var sheet = new PixelImage(Margin + (columns * (cell + Margin)), checked(Margin + (rows * (cell + caption + Margin))), 3);
        sheet.Pixels.AsSpan().Fill(Paper);
        for (var i = 0; i < cells.Count; i++)
        {
            var left = Margin + (i % columns * (cell + Margin));
            var top = Margin + (i / columns * (cell + caption + Margin));
            var picture = Fit(cells[i].Image, cell);
            Place(sheet, picture, left + ((cell - picture.Width) / 2), top + ((cell - picture.Height) / 2));
            foreach (var (k, line) in Lines(cells[i].Caption).Index())
                BitmapFont.Draw(sheet, left, top + cell + 3 + (k * Line), line, cell);
        }
        return sheet;
    }

    /// <summary>The picture, brought to the size at which its longer side is <paramref name="cell"/> pixels.</summary>
    public static PixelImage Fit(PixelImage image, int cell)
    {
        var longer = Math.Max(image.Width, image.Height);
        var resize = new Resize(Fitted(image.Width, cell, longer), Fitted(image.Height, cell, longer));
        return new AugmentationPolicy([resize]).Draw(new(image.Width, image.Height), 0, 0, 0).Apply(image);
    }

    private static string[] Lines(string caption) => caption.Split('\n');

    private static int Fitted(int side, int cell, int longer) => (int)Math.Max(1, ((long)side * cell) / longer);

    private static void Place(PixelImage sheet, PixelImage picture, int left, int top)
    {
        for (var y = 0; y < picture.Height; y++)
        {
            for (var x = 0; x < picture.Width; x++)
            {
                for (var c = 0; c < 3; c++)
                {
                    sheet.Pixels[((((top + y) * sheet.Width) + left + x) * 3) + c] =
                        picture.Pixels[(((y * picture.Width) + x) * picture.Channels) + (picture.Channels == 3 ? c : 0)];
                }
            }
        }
    }
}
