using System.Globalization;
using System.Text;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Fonts.Standard14Fonts;
using UglyToad.PdfPig.Graphics.Operations.SpecialGraphicsState;
using UglyToad.PdfPig.Writer;

namespace DataTools.Papers.Tests.Support;

/// <summary>Small PDFs, line by line.</summary>
internal sealed class MadePdf
{
    private readonly PdfDocumentBuilder _document = new();
    private readonly PdfDocumentBuilder.AddedFont _font;
    private PdfPageBuilder _page;
    private double _left = 72;
    private double _y;

    public MadePdf(string? title = null)
    {
        _font = _document.AddStandard14Font(Standard14Font.TimesRoman);
        if (title is not null)
            _document.DocumentInformation.Title = title;
        _page = null!;
        Page();
    }

    public MadePdf Page()
    {
        _page = _document.AddPage(PageSize.A4);
        _y = 780;
        return this;
    }

    public MadePdf Line(string text, double size = 10)
    {
        _y -= size * 1.2;
        _page.AddText(text, size, new(_left, _y), _font);
        return this;
    }

    /// <summary>Begins a column: its left edge, and where its first line stands.</summary>
    public MadePdf Column(double left, double top)
    {
        (_left, _y) = (left, top);
        return this;
    }

    /// <summary>A line with a part in larger type, as small capitals are set.</summary>
    public MadePdf SmallCaps(double large, double small, params string[] words)
    {
        _y -= large * 1.2;
        var x = _left;
        foreach (var word in words)
        {
            foreach (var (part, size) in new[] { (word[..1], large), (word[1..] + " ", small) })
            {
                if (part.Trim().Length > 0)
                    x = _page.AddText(part, size, new(x, _y), _font)[^1].EndBaseLine.X;
            }
        }
        return this;
    }

    /// <summary>Upwards along the left margin.</summary>
    public MadePdf Margin(string text)
    {
        _page.CurrentStream.Operations.Add(Push.Value);
        _page.CurrentStream.Operations.Add(new ModifyCurrentTransformationMatrix([0, 1, -1, 0, 30, 200]));
        _page.AddText(text, 20, new(0, 0), _font);
        _page.CurrentStream.Operations.Add(Pop.Value);
        return this;
    }

    /// <summary>A line that is a link.</summary>
    public MadePdf Link(string text, string url)
    {
        Line(text);
        _page.AddLink(url, new PdfRectangle(_left, _y - 2, _left + 200, _y + 9));
        return this;
    }

    public MadePdf Picture()
    {
        _page.DrawRectangle(new(_left, 300), 200, 100);
        return this;
    }

    public byte[] Bytes() => _document.Build();

    /// <summary>One that opens only with a password.</summary>
    public static byte[] Encrypted()
    {
        var hash = new string('A', 64);
        return Raw($"/Encrypt 4 0 R /ID [<00112233445566778899AABBCCDDEEFF> <00112233445566778899AABBCCDDEEFF>]", [
            "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>", "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] >>",
            $"<< /Filter /Standard /V 2 /R 3 /Length 128 /P -44 /O <{hash}> /U <{hash}> >>"]);
    }

    private static byte[] Raw(string trailer, string[] objects)
    {
        var pdf = new StringBuilder("%PDF-1.4\n");
        var offsets = new List<int>();
        for (var i = 0; i < objects.Length; i++)
        {
            offsets.Add(pdf.Length);
            pdf.Append(CultureInfo.InvariantCulture, $"{i + 1} 0 obj\n{objects[i]}\nendobj\n");
        }
        var start = pdf.Length;
        pdf.Append(CultureInfo.InvariantCulture, $"xref\n0 {objects.Length + 1}\n0000000000 65535 f \n");
        foreach (var offset in offsets)
            pdf.Append(CultureInfo.InvariantCulture, $"{offset:0000000000} 00000 n \n");
        pdf.Append(CultureInfo.InvariantCulture, $"trailer\n<< /Size {objects.Length + 1} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n");
        return Encoding.ASCII.GetBytes(pdf.ToString());
    }
}
