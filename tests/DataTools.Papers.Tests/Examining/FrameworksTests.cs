using DataTools.Connectors.GitHub;
using DataTools.Papers.Examining;

namespace DataTools.Papers.Tests.Examining;

public sealed class FrameworksTests
{
    [Theory]
    [InlineData("a/resnet-pytorch", null, null, "PyTorch")]
    [InlineData("a/resnet", "Residual networks in TensorFlow 2", "Python", "TensorFlow")]
    [InlineData("a/resnet.torch", null, "Lua", "Torch")]
    [InlineData("a/resnet.torch", null, "Python", "PyTorch")]
    [InlineData("a/resnet", "In PyTorch and JAX", null, null)]
    [InlineData("a/torchbearer", "jaxon", null, null)]
    public void A_framework_is_what_is_named_alone(string name, string? description, string? language, string? framework) =>
        Assert.Equal(framework, Frameworks.Of(new(RepositoryName.Parse(name), "") { Description = description, Language = language }));

    [Fact]
    public void Topics_count() => Assert.Equal("Keras", Frameworks.Of(new(RepositoryName.Parse("a/b"), "") { Topics = ["deep-learning", "keras"] }));
}
