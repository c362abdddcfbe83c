using T = DataTools.Imaging.Augmentation.Operations.AutoTransform;

namespace DataTools.Imaging.Augmentation.Operations;

/// <summary>Two transforms, one after the other, each with its probability and its magnitude from 0 to 9.</summary>
internal readonly record struct SubPolicy(AutoTransform First, double FirstP, int FirstMagnitude, AutoTransform Second, double SecondP, int SecondMagnitude);

/// <summary>The policies that were found by search (Cubuk et al. 2019, tables 7 to 9 of the appendix), as torchvision has them.</summary>
internal static class AutoAugmentTables
{
    public static SubPolicy[] ImageNet { get; } =
    [
        new(T.Posterize, 0.4, 8, T.Rotate, 0.6, 9),
        new(T.Solarize, 0.6, 5, T.AutoContrast, 0.6, 0),
        new(T.Equalize, 0.8, 0, T.Equalize, 0.6, 0),
        new(T.Posterize, 0.6, 7, T.Posterize, 0.6, 6),
        new(T.Equalize, 0.4, 0, T.Solarize, 0.2, 4),
        new(T.Equalize, 0.4, 0, T.Rotate, 0.8, 8),
        new(T.Solarize, 0.6, 3, T.Equalize, 0.6, 0),
        new(T.Posterize, 0.8, 5, T.Equalize, 1.0, 0),
        new(T.Rotate, 0.2, 3, T.Solarize, 0.6, 8),
        new(T.Equalize, 0.6, 0, T.Posterize, 0.4, 6),
        new(T.Rotate, 0.8, 8, T.Color, 0.4, 0),
        new(T.Rotate, 0.4, 9, T.Equalize, 0.6, 0),
        new(T.Equalize, 0.0, 0, T.Equalize, 0.8, 0),
        new(T.Invert, 0.6, 0, T.Equalize, 1.0, 0),
        new(T.Color, 0.6, 4, T.Contrast, 1.0, 8),
        new(T.Rotate, 0.8, 8, T.Color, 1.0, 2),
        new(T.Color, 0.8, 8, T.Solarize, 0.8, 7),
        new(T.Sharpness, 0.4, 7, T.Invert, 0.6, 0),
        new(T.ShearX, 0.6, 5, T.Equalize, 1.0, 0),
        new(T.Color, 0.4, 0, T.Equalize, 0.6, 0),
        new(T.Equalize, 0.4, 0, T.Solarize, 0.2, 4),
        new(T.Solarize, 0.6, 5, T.AutoContrast, 0.6, 0),
        new(T.Invert, 0.6, 0, T.Equalize, 1.0, 0),
        new(T.Color, 0.6, 4, T.Contrast, 1.0, 8),
        new(T.Equalize, 0.8, 0, T.Equalize, 0.6, 0),
    ];

    public static SubPolicy[] Cifar10 { get; } =
    [
        new(T.Invert, 0.1, 0, T.Contrast, 0.2, 6),
        new(T.Rotate, 0.7, 2, T.TranslateX, 0.3, 9),
        new(T.Sharpness, 0.8, 1, T.Sharpness, 0.9, 3),
        new(T.ShearY, 0.5, 8, T.TranslateY, 0.7, 9),
        new(T.AutoContrast, 0.5, 0, T.Equalize, 0.9, 0),
        new(T.ShearY, 0.2, 7, T.Posterize, 0.3, 7),
        new(T.Color, 0.4, 3, T.Brightness, 0.6, 7),
        new(T.Sharpness, 0.3, 9, T.Brightness, 0.7, 9),
        new(T.Equalize, 0.6, 0, T.Equalize, 0.5, 0),
        new(T.Contrast, 0.6, 7, T.Sharpness, 0.6, 5),
        new(T.Color, 0.7, 7, T.TranslateX, 0.5, 8),
        new(T.Equalize, 0.3, 0, T.AutoContrast, 0.4, 0),
        new(T.TranslateY, 0.4, 3, T.Sharpness, 0.2, 6),
        new(T.Brightness, 0.9, 6, T.Color, 0.2, 8),
        new(T.Solarize, 0.5, 2, T.Invert, 0.0, 0),
        new(T.Equalize, 0.2, 0, T.AutoContrast, 0.6, 0),
        new(T.Equalize, 0.2, 0, T.Equalize, 0.6, 0),
        new(T.Color, 0.9, 9, T.Equalize, 0.6, 0),
        new(T.AutoContrast, 0.8, 0, T.Solarize, 0.2, 8),
        new(T.Brightness, 0.1, 3, T.Color, 0.7, 0),
        new(T.Solarize, 0.4, 5, T.AutoContrast, 0.9, 0),
        new(T.TranslateY, 0.9, 9, T.TranslateY, 0.7, 9),
        new(T.AutoContrast, 0.9, 0, T.Solarize, 0.8, 3),
        new(T.Equalize, 0.8, 0, T.Invert, 0.1, 0),
        new(T.TranslateY, 0.7, 9, T.AutoContrast, 0.9, 0),
    ];

    public static SubPolicy[] Svhn { get; } =
    [
        new(T.ShearX, 0.9, 4, T.Invert, 0.2, 0),
        new(T.ShearY, 0.9, 8, T.Invert, 0.7, 0),
        new(T.Equalize, 0.6, 0, T.Solarize, 0.6, 6),
        new(T.Invert, 0.9, 0, T.Equalize, 0.6, 0),
        new(T.Equalize, 0.6, 0, T.Rotate, 0.9, 3),
        new(T.ShearX, 0.9, 4, T.AutoContrast, 0.8, 0),
        new(T.ShearY, 0.9, 8, T.Invert, 0.4, 0),
        new(T.ShearY, 0.9, 5, T.Solarize, 0.2, 6),
        new(T.Invert, 0.9, 0, T.AutoContrast, 0.8, 0),
        new(T.Equalize, 0.6, 0, T.Rotate, 0.9, 3),
        new(T.ShearX, 0.9, 4, T.Solarize, 0.3, 3),
        new(T.ShearY, 0.8, 8, T.Invert, 0.7, 0),
        new(T.Equalize, 0.9, 0, T.TranslateY, 0.6, 6),
        new(T.Invert, 0.9, 0, T.Equalize, 0.6, 0),
        new(T.Contrast, 0.3, 3, T.Rotate, 0.8, 4),
        new(T.Invert, 0.8, 0, T.TranslateY, 0.0, 2),
        new(T.ShearY, 0.7, 6, T.Solarize, 0.4, 8),
        new(T.Invert, 0.6, 0, T.Rotate, 0.8, 4),
        new(T.ShearY, 0.3, 7, T.TranslateX, 0.9, 3),
        new(T.ShearX, 0.1, 6, T.Invert, 0.6, 0),
        new(T.Solarize, 0.7, 2, T.TranslateY, 0.6, 7),
        new(T.ShearY, 0.8, 4, T.Invert, 0.8, 0),
        new(T.ShearX, 0.7, 9, T.TranslateY, 0.8, 3),
        new(T.ShearY, 0.8, 5, T.AutoContrast, 0.7, 0),
        new(T.ShearX, 0.7, 2, T.Invert, 0.1, 0),
    ];
}
