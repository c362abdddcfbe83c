namespace DataTools.Imaging.Codecs;

/// <summary>How pictures are written.</summary>
public enum PictureFormat
{
    /// <summary>Without loss.</summary>
    Png,

    /// <summary>With loss.</summary>
    Jpeg,

    /// <summary>With loss; without at quality 100.</summary>
    Webp,
}
