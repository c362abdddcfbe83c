using DataTools.Catalog;
using DataTools.Imaging.Augmentation;
using DataTools.Training.Feeding;
using DataTools.Training.Tests.Support;

namespace DataTools.Training.Tests.Feeding;

public sealed class ValidationSplitTests
{
    [Fact]
    public void A_share_of_each_class_is_held_out_and_learnt_from_never()
    {
        using var tiny = new TinyEntry(trainPerClass: 20);
        using var entry = tiny.Store.Open(TinyEntry.Name);
        var parts = ValidationSplit.Of(entry, 0.1, seed: 0);
        Assert.Equal(SplitNames.Train, parts.ValidationName);
        Assert.Equal(6, parts.ValidationIndices.Length);
        Assert.Empty(parts.ValidationIndices.Intersect(parts.TrainIndices));
        Assert.Equal(Enumerable.Range(0, 60), parts.ValidationIndices.Concat(parts.TrainIndices).Order());
        Assert.All(parts.ValidationIndices.GroupBy(entry.Split(SplitNames.Train).Label), g => Assert.Equal(2, g.Count()));
    }

    [Fact]
    public void The_seed_decides_and_nothing_else()
    {
        using var tiny = new TinyEntry();
        using var entry = tiny.Store.Open(TinyEntry.Name);
        Assert.Equal(ValidationSplit.Of(entry, 0.2, 5).ValidationIndices, ValidationSplit.Of(entry, 0.2, 5).ValidationIndices);
        Assert.NotEqual(ValidationSplit.Of(entry, 0.2, 5).ValidationIndices, ValidationSplit.Of(entry, 0.2, 6).ValidationIndices);
    }

    [Fact]
    public void A_validation_split_of_its_own_is_used()
    {
        using var tiny = new TinyEntry(trainPerClass: 4, validationPerClass: 2);
        using var entry = tiny.Store.Open(TinyEntry.Name);
        var parts = ValidationSplit.Of(entry, 0.5, 0);
        Assert.Equal((SplitNames.Validation, 6, 12), (parts.ValidationName, parts.ValidationIndices.Length, parts.TrainIndices.Length));
    }

    /// <summary>Otherwise validation would see pictures of training, turned a little.</summary>
    [Fact]
    public void Augmented_copies_go_where_their_original_goes()
    {
        using var tiny = new TinyEntry(trainPerClass: 10);
        var policy = AugmentationPolicy.Load("standard", ".");
        EntryAugmenter.Augment(tiny.Store, new(TinyEntry.Name, policy, 2, 0, "once", 2, "test"), TimeProvider.System, null, null, CancellationToken.None);
        EntryAugmenter.Augment(tiny.Store, new("once", policy, 1, 0, "twice", 2, "test"), TimeProvider.System, null, null, CancellationToken.None);
        using var plain = tiny.Store.Open(TinyEntry.Name);
        using var twice = tiny.Store.Open("twice");
        var train = twice.Split(SplitNames.Train);
        var parts = ValidationSplit.Of(twice, 0.2, 0);
        string[] Originals(int[] indices) => [.. indices.Select(i => Sample.OriginalId(train.Id(i))).Distinct()];
        Assert.Empty(Originals(parts.ValidationIndices).Intersect(Originals(parts.TrainIndices)));
        Assert.All(parts.ValidationIndices, i => Assert.Equal(Sample.OriginalId(train.Id(i)), train.Id(i)));
        Assert.Equal(24 * 6, parts.TrainIndices.Length);

        // The same pictures as without augmentation: members trained on either can be compared and fused.
        Assert.Equal(
            ValidationSplit.Of(plain, 0.2, 0).ValidationIndices.Select(plain.Split(SplitNames.Train).Id),
            parts.ValidationIndices.Select(train.Id));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void Folds_are_parts_of_train_with_each_class_in_its_share(int folds)
    {
        using var tiny = new TinyEntry(trainPerClass: 11);
        using var entry = tiny.Store.Open(TinyEntry.Name);
        var train = entry.Split(SplitNames.Train);
        var parts = Enumerable.Range(1, folds).Select(f => ValidationSplit.OfFold(entry, folds, f, seed: 3)).ToList();
        Assert.Equal(Enumerable.Range(0, train.Count), parts.SelectMany(p => p.ValidationIndices).Order());
        Assert.All(parts, p => Assert.Equal(Enumerable.Range(0, train.Count), p.TrainIndices.Concat(p.ValidationIndices).Order()));
        Assert.InRange(parts.Max(p => p.ValidationIndices.Length) - parts.Min(p => p.ValidationIndices.Length), 0, 1);
        Assert.All(parts, p => Assert.All(
            p.ValidationIndices.GroupBy(train.Label).Select(g => g.Count()).Append(11 / folds), n => Assert.InRange(n, 11 / folds, (11 / folds) + 1)));
        Assert.All(parts, p => Assert.Equal(TinyEntry.Classes, p.ValidationIndices.Select(train.Label).Distinct().Count()));
        Assert.Equal(parts[0].ValidationIndices, ValidationSplit.OfFold(entry, folds, 1, seed: 3).ValidationIndices);
        Assert.NotEqual(parts[0].ValidationIndices, ValidationSplit.OfFold(entry, folds, 1, seed: 4).ValidationIndices);
    }

    [Fact]
    public void Folds_leave_a_validation_split_of_its_own_alone()
    {
        using var tiny = new TinyEntry(trainPerClass: 4, validationPerClass: 2);
        using var entry = tiny.Store.Open(TinyEntry.Name);
        var parts = ValidationSplit.OfFold(entry, 2, 1, seed: 0);
        Assert.Equal((SplitNames.Train, 6, 6), (parts.ValidationName, parts.ValidationIndices.Length, parts.TrainIndices.Length));
    }

    [Fact]
    public void Augmented_copies_stay_with_their_original_in_folds_too()
    {
        using var tiny = new TinyEntry(trainPerClass: 6);
        EntryAugmenter.Augment(tiny.Store, new(TinyEntry.Name, AugmentationPolicy.Load("standard", "."), 2, 0, "more", 2, "test"), TimeProvider.System, null, null, CancellationToken.None);
        using var plain = tiny.Store.Open(TinyEntry.Name);
        using var more = tiny.Store.Open("more");
        var train = more.Split(SplitNames.Train);
        for (var fold = 1; fold <= 3; fold++)
        {
            var parts = ValidationSplit.OfFold(more, 3, fold, seed: 0);
            Assert.Empty(parts.ValidationIndices.Select(train.Id).Intersect(parts.TrainIndices.Select(i => Sample.OriginalId(train.Id(i)))));
            Assert.All(parts.ValidationIndices, i => Assert.Equal(Sample.OriginalId(train.Id(i)), train.Id(i)));
            Assert.Equal((6, 12 * 3), (parts.ValidationIndices.Length, parts.TrainIndices.Length));
            Assert.Equal(ValidationSplit.OfFold(plain, 3, fold, seed: 0).ValidationIndices.Select(plain.Split(SplitNames.Train).Id), parts.ValidationIndices.Select(train.Id));
        }
    }
}
