namespace DataTools.Imaging.Augmentation.Operations;

/// <summary>All operations. A new one is a file of its own and a line here.</summary>
internal static class OperationCatalog
{
    public static IReadOnlyList<OperationDefinition> All { get; } =
    [
        RandomCrop.Of,
        RandomResizedCrop.Of,
        Resize.Of,
        Pad.Of,
        CenterCrop.Of,
        CornerCrop.Of,
        HorizontalFlip.Of,
        Rotation.Of,
        Brightness.Of,
        Contrast.Of,
        Saturation.Of,
        Normalize.Of,
    ];

    /// <summary>The operation of that name, or null.</summary>
    public static OperationDefinition? Find(string name) => All.FirstOrDefault(o => o.Name == name);
}
