using CsCheck;
using DataTools.Catalog;
using DataTools.Imaging.Augmentation;
using DataTools.Imaging.Augmentation.Import;
using DataTools.Imaging.Augmentation.Operations;

namespace DataTools.Imaging.Tests.Augmentation.Import;

public sealed class PolicyImportTests
{
    // As torchvision 0.14 prints them, misplaced brackets and all.
    private const string Torchvision = """
        Compose(
            RandomResizedCrop(size=(224, 200), scale=(0.08, 1.0), ratio=(0.75, 1.3333), interpolation=bilinear), antialias=None)
            RandomHorizontalFlip(p=0.3)
            RandomApply(
                p=0.3
                ColorJitter(brightness=[0.6, 1.4], contrast=[0.6, 1.4], saturation=None, hue=[-0.1, 0.1])
                RandomGrayscale(p=0.1)
            )
            RandomChoice(
                RandomVerticalFlip(p=0.5)
                RandomPosterize(bits=4,p=0.5)
                RandomSolarize(threshold=51,p=0.5)
            )(p=[1, 2, 0])
            RandomRotation(degrees=[-10.0, 10.0], interpolation=nearest, expand=False, fill=51)
            RandomAffine(degrees=[-10.0, 10.0], translate=(0.1, 0.2), scale=(0.8, 1.2), shear=[-10.0, 10.0])
            RandomPerspective(p=0.5)
            RandAugment(num_ops=2, magnitude=9, num_magnitude_bins=31, interpolation=InterpolationMode.NEAREST, fill=None)
            AutoAugment(policy=AutoAugmentPolicy.CIFAR10, fill=None)
            ElasticTransform(alpha=[50.0, 50.0]), (sigma=[5.0, 5.0]), interpolation={self.interpolation}, fill={self.fill})
            GaussianBlur(kernel_size=(5, 5), sigma=(0.1, 2.0))
            RandomCrop(size=(32, 32), padding=4)
            Lambda()
            ToTensor()
            Normalize(mean=[0.485, 0.456, 0.406], std=[0.229, 0.224, 0.225])
            RandomErasing(p=0.25, scale=(0.02, 0.33), ratio=(0.3, 3.3), value=0, inplace=False)
            CutOut()
        )
        """;

    [Fact]
    public void Torchvisions_print_becomes_a_policy()
    {
        var import = PolicyImport.FromTorchvision(Torchvision);
        Assert.Equal(
            [
                new RandomResizedCrop(new ImageSize(200, 224), (0.08, 1), (0.75, 1.3333)),
                new HorizontalFlip { P = 0.3 },
                new Sequential([new ColorJitter((0.6, 1.4), (0.6, 1.4), (1, 1), (-0.1, 0.1)), new Grayscale { P = 0.1 }]) { P = 0.3 },
                new OneOf([new VerticalFlip { P = 0.5 }, new Posterize((4, 4)) { P = 0.5 }], [1, 2]),
                new Rotation((-10, 10)) { Interpolation = Interpolation.Nearest, Edge = new(Border.Constant, 0.2) },
                new RandomAffine((-10, 10), (0.1, 0.2), (0.8, 1.2), (-10, 10), (0, 0)) { Interpolation = Interpolation.Nearest },
                new Perspective(0.5) { P = 0.5 },
                new RandAugment(2, 9) { Interpolation = Interpolation.Nearest },
                new AutoAugment(AutoAugmentPolicy.Cifar10) { Interpolation = Interpolation.Nearest },
                new Elastic(50, 5),
                new GaussianBlur((0.1, 2), 5),
                new RandomCrop(32, 4),
                // Black after normalisation is the mean colour before it.
                new RandomErasing((0.02, 0.33), (0.3, 3.3)) { P = 0.25, Value = [0.485, 0.456, 0.406] },
                new Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
            ], import.Policy.Operations);
        Assert.Equal(
            ["RandomPerspective", "ElasticTransform", "RandomCrop", "Lambda", "CutOut"], import.Notes.Select(n => n.Transform));
        Assert.Equal(["Lambda", "CutOut"], import.Notes.Where(n => n.IsLeftOut).Select(n => n.Transform));
        Assert.Equal("CutOut left out: there is no such operation", import.Notes[^1].ToString());
        Assert.Equal(import.Policy, AugmentationPolicy.Parse(import.Policy.ToYaml(), "imported"));
    }

    // A.to_dict(...) of albumentations 1.3.
    private const string Albumentations = """
        {"__version__": "1.3.1", "transform": {"__class_fullname__": "Compose", "p": 1.0, "transforms": [
          {"__class_fullname__": "RandomResizedCrop", "always_apply": false, "p": 1.0, "height": 224, "width": 200, "scale": [0.5, 1.0], "ratio": [0.75, 1.25], "interpolation": 1},
          {"__class_fullname__": "albumentations.augmentations.transforms.HorizontalFlip", "always_apply": false, "p": 0.5},
          {"__class_fullname__": "OneOf", "p": 0.4, "transforms": [
            {"__class_fullname__": "GaussianBlur", "always_apply": false, "p": 0.5, "blur_limit": [3, 7], "sigma_limit": [0.5, 2]},
            {"__class_fullname__": "RandomFog", "always_apply": false, "p": 0.5},
            {"__class_fullname__": "ImageCompression", "always_apply": false, "p": 1.0, "quality_lower": 60, "quality_upper": 90, "compression_type": 0}]},
          {"__class_fullname__": "ShiftScaleRotate", "always_apply": false, "p": 0.5, "shift_limit_x": [-0.1, 0.1], "shift_limit_y": [-0.2, 0.2], "scale_limit": [-0.1, 0.2], "rotate_limit": [-45, 30], "interpolation": 1, "border_mode": 4, "value": null},
          {"__class_fullname__": "ColorJitter", "always_apply": true, "p": 0.5, "brightness": [0.8, 1.2], "contrast": [0.8, 1.2], "saturation": [0.8, 1.2], "hue": [-0.2, 0.2]},
          {"__class_fullname__": "RandomGamma", "always_apply": false, "p": 0.5, "gamma_limit": [80, 120], "eps": null},
          {"__class_fullname__": "Posterize", "always_apply": false, "p": 0.5, "num_bits": [[4, 4], [5, 5], [6, 6]]},
          {"__class_fullname__": "CLAHE", "always_apply": false, "p": 0.5, "clip_limit": [1, 4.0], "tile_grid_size": [8, 8]},
          {"__class_fullname__": "SomeOf", "p": 1.0, "n": 2, "replace": false, "transforms": [
            {"__class_fullname__": "VerticalFlip", "always_apply": false, "p": 0.5},
            {"__class_fullname__": "Transpose", "always_apply": false, "p": 0.5},
            {"__class_fullname__": "InvertImg", "always_apply": false, "p": 0.5}]},
          {"__class_fullname__": "Normalize", "always_apply": false, "p": 1.0, "mean": [0.5, 0.5, 0.5], "std": [0.25, 0.25, 0.25], "max_pixel_value": 255.0},
          {"__class_fullname__": "ToTensorV2", "always_apply": true, "p": 1.0, "transpose_mask": false}],
          "bbox_params": null, "keypoint_params": null, "additional_targets": {}}}
        """;

    [Fact]
    public void Albumentations_serialised_becomes_a_policy()
    {
        var import = PolicyImport.FromAlbumentations(Albumentations);
        Assert.Equal(
            [
                new RandomResizedCrop(new ImageSize(200, 224), (0.5, 1), (0.75, 1.25)),
                new HorizontalFlip { P = 0.5 },
                new OneOf([new GaussianBlur((0.5, 2), 0), new JpegCompression((60, 90))], [0.5, 1]) { P = 0.4 },
                new RandomAffine((-30, 45), (0.1, 0.2), (0.9, 1.2), (0, 0), (0, 0)) { P = 0.5, Edge = new(Border.Reflect, 0) },
                new ColorJitter((0.8, 1.2), (0.8, 1.2), (0.8, 1.2), (-0.2, 0.2)),
                new Gamma((0.8, 1.2)) { P = 0.5 },
                new Clahe((1, 4), 8) { P = 0.5 },
                new SomeOf([new VerticalFlip(), new Transpose(), new Invert()], (2, 2)),
                new Normalize([0.5, 0.5, 0.5], [0.25, 0.25, 0.25]),
            ], import.Policy.Operations);
        Assert.Equal(
            ["RandomFog left out: there is no such operation", "OneOf approximate: it chooses among what is left", "Posterize left out: bits for each channel"],
            import.Notes.Select(n => n.ToString()));
    }

    [Fact]
    public void What_is_beyond_our_limits_is_left_out_with_the_reason()
    {
        var import = PolicyImport.FromTorchvision("Compose(\n    RandomRotation(degrees=[-500.0, 500.0], interpolation=nearest, expand=True, fill=0)\n    CenterCrop(size=(0, 7))\n)");
        Assert.Empty(import.Policy.Operations);
        Assert.Equal(
            [
                "RandomRotation approximate: the picture keeps its size (expand)",
                "RandomRotation left out: rotation: degrees would be -500, 500; expected [low, high] from -360 to 360 degrees, or one number x for [0 - x, 0 + x]",
                "CenterCrop left out: center_crop: size would be 7, 0; expected 1 to 2 whole numbers from 1 to 65535 pixels (a square's side, or width and height)",
            ], import.Notes.Select(n => n.ToString()));
    }

    [Fact]
    public void One_transform_alone_and_a_numbered_list_are_read_too()
    {
        Assert.Equal([new Resize(256, null) { Interpolation = Interpolation.Bicubic }], PolicyImport.FromTorchvision("Resize(size=256, interpolation=bicubic, max_size=None, antialias=None)").Policy.Operations);
        Assert.Equal([new HorizontalFlip { P = 0.5 }, new Invert()], PolicyImport.FromTorchvision("Sequential(\n  (0): RandomHorizontalFlip(p=0.5)\n  (1): RandomInvert(p=1.0)\n)").Policy.Operations);
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("[1, 2]")]
    [InlineData("Compose(")]
    [InlineData("Compose(\n RandomHorizontalFlip(p=)\n)")]
    [InlineData("Compose() Compose()")]
    public void What_is_no_print_is_refused(string text) =>
        Assert.NotNull(Assert.Throws<InvalidInputException>(() => PolicyImport.FromTorchvision(text)).Hint);

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"transform": {"p": 1}}""")]
    [InlineData("""{"transform": {"__class_fullname__": "Compose", "transforms": [1]}}""")]
    public void What_is_no_pipeline_is_refused(string json) =>
        Assert.NotNull(Assert.Throws<InvalidInputException>(() => PolicyImport.FromAlbumentations(json)).Hint);

    [Fact]
    public void Damaged_texts_are_read_or_refused_and_nothing_else() =>
        Gen.Select(Gen.Bool, Gen.Select(Gen.Double[0, 1], Gen.Char["\n\0{}[]():,-\"'=0189aNe."]).Array[1, 5]).Sample((print, changes) =>
        {
            var text = (print ? Torchvision : Albumentations).ToCharArray();
            foreach (var (at, with) in changes)
                text[(int)(at * (text.Length - 1))] = with;
            try
            {
                var import = print ? PolicyImport.FromTorchvision(new(text)) : PolicyImport.FromAlbumentations(new(text));
                Assert.Equal(import.Policy, AugmentationPolicy.Parse(import.Policy.ToYaml(), "imported"));
            }
            catch (InvalidInputException)
            {
            }
        }, iter: 3000);
}
