using DataTools.Catalog;
using DataTools.Catalog.Text;

namespace DataTools.Training.Models;

/// <summary>The networks. A new one is a file of its own and a line here, with what <see cref="ModelCost"/> counts.</summary>
public static class ModelCatalog
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<ModelDefinition> All { get; } =
    [
        Cifar("cnn-small", "four convolutions, for pictures of 28 to 64 pixels", new(242_474, 19_760_384), s => new CnnSmall(s)),
        Cifar("resnet20", "He et al. 2015 for CIFAR, option-A shortcuts", new(269_722, 40_551_040), s => new CifarResNet(s, 3)),
        Cifar("resnet32", "He et al. 2015 for CIFAR, option-A shortcuts", new(464_154, 68_862_592), s => new CifarResNet(s, 5)),
        Cifar("resnet44", "He et al. 2015 for CIFAR, option-A shortcuts", new(658_586, 97_174_144), s => new CifarResNet(s, 7)),
        Cifar("resnet56", "He et al. 2015 for CIFAR, option-A shortcuts", new(853_018, 125_485_696), s => new CifarResNet(s, 9)),
        Cifar("resnet18-cifar", "resnet18 with a 3x3 stem and no pooling before its layers", new(11_173_962, 555_422_720), s => new ResNet(s, [2, 2, 2, 2], small: true)),
        Cifar("wide-resnet-16-4", "Zagoruyko and Komodakis 2016 for CIFAR", new(2_748_890, 392_612_352), s => new WideResNet(s, 16, 4)),
        Cifar("wide-resnet-28-10", "Zagoruyko and Komodakis 2016 for CIFAR", new(36_479_194, 5_243_328_768), s => new WideResNet(s, 28, 10)),
        new("resnet18", "He et al. 2015", new(11_689_512, 1_814_073_344), s => new ResNet(s, [2, 2, 2, 2])),
        new("resnet34", "He et al. 2015", new(21_797_672, 3_663_761_408), s => new ResNet(s, [3, 4, 6, 3])),
        new("resnet50", "He et al. 2015, bottlenecks", new(25_557_032, 4_089_184_256), s => new ResNet(s, [3, 4, 6, 3], bottleneck: true)),
        new("mobilenet_v2", "Sandler et al. 2018", new(3_504_872, 300_774_272), s => new MobileNetV2(s)) { Folds = true },
        new("mobilenet_v2_tf", "Sandler et al. 2018 with TensorFlow's padding", new(3_504_872, 300_774_272), s => new MobileNetV2(s, tensorFlow: true)) { Folds = true },
        new("squeezenet1_1", "Iandola et al. 2016", new(1_235_496, 349_151_936), s => new SqueezeNet(s)) { SmallestSize = 17 },
        new("efficientnet_b0", "Tan and Le 2019", new(5_288_548, 385_814_752), s => new EfficientNet(s)),
        new("convnext_tiny", "Liu et al. 2022", new(28_589_128, 4_455_531_264), s => new ConvNeXt(s)) { SmallestSize = 32 },
        new("vit_tiny", "Dosovitskiy et al. 2021, patches of 16, width 192", new(5_717_416, 1_253_683_200), s => new VisionTransformer(s, 192, 3)) { SizeStep = VisionTransformer.Patch },
        new("vit_small", "Dosovitskiy et al. 2021, patches of 16, width 384", new(22_050_664, 4_598_882_304), s => new VisionTransformer(s, 384, 6)) { SizeStep = VisionTransformer.Patch },
    ];

    /// <summary>The network of that name. Throws <see cref="NotFoundException"/> with a suggestion.</summary>
    public static ModelDefinition Find(string name) => All.FirstOrDefault(m => m.Name == name) ?? throw new NotFoundException(
        $"there is no model '{name}'", DidYouMean.Hint(name, [.. All.Select(m => m.Name)], "Models are"));

    private static ModelDefinition Cifar(string name, string description, ModelCost cost, Func<ModelShape, ImageModel> make) =>
        new(name, description, cost, make) { InputSize = 32, Classes = 10, SmallestSize = 8 };
}
