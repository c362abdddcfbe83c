namespace DataTools.Imaging.Augmentation.Operations;

/// <summary>All operations. A new one is a file of its own and a line here.</summary>
internal static class OperationCatalog
{
    public static IReadOnlyList<OperationDefinition> All { get; } =
    [
        Crop.Of,
        CenterCrop.Of,
        CornerCrop.Of,
        RandomCrop.Of,
        RandomResizedCrop.Of,
        Resize.Of,
        Pad.Of,
        HorizontalFlip.Of,
        VerticalFlip.Of,
        Rotate90.Of,
        Transpose.Of,
        Rotation.Of,
        Translate.Of,
        Scale.Of,
        Shear.Of,
        RandomAffine.Of,
        Perspective.Of,
        Elastic.Of,
        GridDistortion.Of,
        Brightness.Of,
        Contrast.Of,
        Saturation.Of,
        Hue.Of,
        ColorJitter.Of,
        Gamma.Of,
        Grayscale.Of,
        ChannelShuffle.Of,
        PcaLighting.Of,
        AutoContrast.Of,
        Equalize.Of,
        Clahe.Of,
        Posterize.Of,
        Solarize.Of,
        Invert.Of,
        Sharpen.Of,
        GaussianBlur.Of,
        MotionBlur.Of,
        GaussianNoise.Of,
        JpegCompression.Of,
        Downscale.Of,
        RandomErasing.Of,
        GridMask.Of,
        OneOf.Of,
        SomeOf.Of,
        Sequential.Of,
        AutoAugment.Of,
        RandAugment.Of,
        TrivialAugment.Of,
        AugMix.Of,
        Normalize.Of,
    ];

    /// <summary>The operation of that name, or null.</summary>
    public static OperationDefinition? Find(string name) => All.FirstOrDefault(o => o.Name == name);
}
