using DataTools.Papers.Text;

namespace DataTools.Papers.Tests.Text;

public sealed class PaperNamesTests
{
    [Theory]
    [InlineData("YOLOv4: Optimal Speed and Accuracy of Object Detection", "yolov4")]
    [InlineData("U-Net: Convolutional Networks for Biomedical Image Segmentation", "unet")]
    [InlineData("Fast AutoAugment", "fastautoaugment")]
    [InlineData("Deep Residual Learning for Image Recognition", null)]
    [InlineData("A Very Long Name That Nobody Says: But It Has a Colon", null)]
    public void Short_names(string title, string? name) => Assert.Equal(name, new PaperNames(new(title)).Short);

    [Theory]
    [InlineData("Yolo v4 for Windows", true)]
    [InlineData("YOLOv4-tiny", true)]
    [InlineData("YOLOv3", false)]
    [InlineData("scaledyolov4", false)]
    public void The_short_name_is_a_word_or_several(string text, bool found) =>
        Assert.Equal(found, new PaperNames(new("YOLOv4: Optimal Speed and Accuracy of Object Detection")).ShortIn(text));

    [Fact]
    public void A_plus_makes_another_name() => Assert.False(new PaperNames(new("U-Net: Convolutional Networks for Biomedical Image Segmentation")).ShortIn("UNet++ in Keras"));

    [Theory]
    [InlineData("Semi-Supervised Classification with Graph Convolutional Networks", "gcn", 1)]
    [InlineData("Crowd-Robot Interaction: Crowd-aware Robot Navigation", "CrowdNav", 1)]
    [InlineData("A Simple Framework for Contrastive Learning of Visual Representations", "simclr", 1)]
    [InlineData("Deep Residual Learning for Image Recognition", "pytorch_resnet", 0)]
    [InlineData("Emerging Properties in Self-Supervised Vision Transformers", "detectron2", 0)]
    public void Repositories_are_called_as_papers(string title, string repository, double fit) =>
        Assert.Equal(fit, new PaperNames(new(title)).FitOfName(repository), 2);

    [Fact]
    public void Nicknames_are_what_several_say()
    {
        var names = PaperNames.LearnNicknames([("keras-resnet", "Residual networks"), ("tensorflow-thing", "ResNet in TensorFlow"), ("mine", "nothing")]);
        Assert.Equal(["resnet"], names);
    }

    [Fact]
    public void An_id_is_found_whole_only()
    {
        var names = new PaperNames(new("T") { Arxiv = ArxivId.TryParse("1512.03385") });
        Assert.True(names.IdIn("https://arxiv.org/pdf/1512.03385v2.pdf"));
        Assert.False(names.IdIn("11512.03385"));
        Assert.False(names.IdIn("1512.033851"));
    }
}
