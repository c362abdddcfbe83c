using DataTools.Catalog;
using DataTools.Imaging.Augmentation;
using DataTools.Training.Recipes;
using DataTools.Training.Tests.Support;

namespace DataTools.Training.Tests;

public sealed class RateFinderTests
{
    [Fact]
    public void The_rate_rises_by_the_same_factor_from_the_lowest_to_the_highest()
    {
        var search = new RateSearch(20);
        while (!search.IsOver)
            search.Add(1);
        Assert.False(search.Diverged);
        Assert.Equal(20, search.Points.Count);
        Assert.Equal(RateSearch.Lowest, search.Points[0].Rate, 1e-12);
        Assert.Equal(RateSearch.Highest, search.Points[^1].Rate, 1e-9);
        Assert.Equal(search.Points[1].Rate / search.Points[0].Rate, search.Points[19].Rate / search.Points[18].Rate, 1e-9);
        Assert.Null(search.Steepest);
        Assert.All(search.Points, p => Assert.Equal(1, p.Smoothed, 1e-12));
    }

    [Fact]
    public void It_ends_when_the_loss_runs_away_and_suggests_the_steepest_fall_before()
    {
        var search = new RateSearch(100);
        // Flat, then falling around step 50, then lowest, then away.
        for (var i = 0; !search.IsOver; i++)
            search.Add(i < 75 ? 2 - (1.9 / (1 + Math.Exp(-(i - 50) / 3.0))) : Math.Exp(i - 75));
        Assert.True(search.Diverged);
        Assert.InRange(search.Points.Count, 76, 90);
        Assert.InRange(search.Steepest!.Rate, search.Points[47].Rate, search.Points[60].Rate);
        Assert.True(search.Steepest.Rate < search.Bottom!.Rate);
    }

    [Fact]
    public void A_loss_that_is_no_number_ends_it_and_is_no_point()
    {
        var search = new RateSearch(20);
        search.Add(1);
        search.Add(double.NaN);
        Assert.True(search is { Diverged: true, IsOver: true });
        Assert.Single(search.Points);
    }

    [Fact]
    public void Too_few_steps_are_refused() => Assert.Contains("--steps 3: 20 to", Assert.Throws<InvalidInputException>(() => new RateSearch(3)).Message, StringComparison.Ordinal);

    [Fact]
    public void On_a_real_training_it_suggests_a_rate_and_leaves_no_run()
    {
        using var tiny = new TinyEntry();
        var search = new Trainer(tiny.Workspace, TimeProvider.System).FindRate(tiny.Options, AugmentationPolicy.Load("none", "."), 60, null, default);
        Assert.InRange(search.Steepest!.Rate, 1e-5, 5);
        Assert.False(Directory.Exists(tiny.Workspace.Runs));
    }
}
