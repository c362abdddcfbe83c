using DataTools.Papers.Text;

namespace DataTools.Papers.Tests.Text;

public sealed class PersonNameTests
{
    [Theory]
    [InlineData("Kaiming He", "He, Kaiming")]
    [InlineData("Kaiming He", "He Kaiming")]
    [InlineData("Hervé Jégou", "Herve Jegou")]
    [InlineData("Edward J. Hu", "Edward Hu")]
    [InlineData("Thomas N. Kipf", "T. Kipf")]
    [InlineData("Yann N. Dauphin", "YANN DAUPHIN")]
    [InlineData("Daniel Cremers", "Dan Cremers")]
    [InlineData("Olaf Ronneberger", "olaf  ronneberger ")]
    public void The_same_person(string a, string b)
    {
        Assert.True(new PersonName(a).Matches(new(b)));
        Assert.True(new PersonName(b).Matches(new(a)));
    }

    [Theory]
    [InlineData("Kaiming He", "Shaoqing Ren")]
    [InlineData("Yu Sun", "Sun")]
    [InlineData("Hao Zhang", "Hongyi Zhang")]
    [InlineData("Jian Sun", "Yu Sun")]
    [InlineData("Kaiming He", "")]
    [InlineData("Lei Li", "L. Li")]
    public void Other_people(string a, string b)
    {
        Assert.False(new PersonName(a).Matches(new(b)));
        Assert.False(new PersonName(b).Matches(new(a)));
    }

    [Theory]
    [InlineData("Kaiming He", "KaimingHe", 1)]
    [InlineData("Thomas N. Kipf", "tkipf", 1)]
    [InlineData("Ben Mildenhall", "bmild", 1)]
    [InlineData("Hongyi Zhang", "hongyi-zhang", 1)]
    [InlineData("Liang Yao", "yao8839836", 0.5)]
    [InlineData("Alexey Bochkovskiy", "AlexeyAB", 0.5)]
    [InlineData("Jieyi Long", "jieyilong", 1)]
    [InlineData("Kaiming He", "facebookresearch", 0)]
    [InlineData("Yu Sun", "yueatsprograms", 0)]
    [InlineData("Phil Wang", "lucidrains", 0)]
    public void Accounts(string author, string login, double fits) => Assert.Equal(fits, new PersonName(author).FitsLogin(login));
}
