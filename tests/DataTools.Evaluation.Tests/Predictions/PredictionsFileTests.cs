using System.Text;
using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using CsCheck;
using DataTools.Catalog;
using DataTools.Evaluation.Predictions;
using DataTools.Tests;

namespace DataTools.Evaluation.Tests.Predictions;

public sealed class PredictionsFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private readonly PredictionSet _set = new(
        "run", "shapes", "sha256:1", "test", 10, ["T-shirt/top", "é\"\n"], ["x", "y", "z"], [0, 1, -1],
        [1, float.NaN, float.NegativeInfinity, -0f, 1e-45f, 6], 0.1);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_saved_is_loaded() => RoundTrips(_set);

    [Fact]
    public void A_file_that_cannot_be_read_is_told_as_such()
    {
        PredictionsFile.Save(_folder["p.arrow"], _set);
        using var held = new FileStream(_folder["p.arrow"], FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        Assert.Contains("p.arrow", Assert.Throws<StorageException>(() => PredictionsFile.Load(_folder["p.arrow"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_set_that_is_saved_is_loaded()
    {
        var sets =
            from classes in Gen.String.Array[1, 6]
            from ids in Gen.String.HashSet[0, 30]
            from labels in Gen.Int[-1, classes.Length - 1].Array[ids.Count]
            from logits in Gen.Float.Array[ids.Count * classes.Length]
            from crops in Gen.Int[1, 1000]
            from time in Gen.Double[0, 1e6]
            select new PredictionSet("run", "entry", "sha256:2", "held-out", crops, Valid(classes), Valid(ids), labels, logits, time);
        sets.Sample(RoundTrips, iter: 100, threads: 1);
    }

    [Fact]
    public void Ids_and_classes_that_look_like_the_checksum_do_no_harm()
    {
        var mark = "{\"sha256\":\"" + new string('0', 64);
        RoundTrips(_set.But(name: mark, classes: [mark, mark + "1"], ids: [mark, mark + "\"}", "z" + mark]));
    }

    [Fact]
    public void What_decides_about_the_logits_and_other_views_than_crops_come_back_too()
    {
        var crops = new CropsName("scales:0.875,1", CropAverage.Logits);
        var key = new PredictionKey("cnn-small", "aa", "bb", "sha256:1", "test", "cc", crops, "dd", "fp32");
        var set = new PredictionSet(_set.Name, _set.Entry, _set.Fingerprint, _set.Split, crops, _set.Classes, _set.Ids, _set.Labels, _set.Logits, 1) { Key = key, Forwards = 2 };
        PredictionsFile.Save(_folder["k.arrow"], set);
        var loaded = PredictionsFile.Load(_folder["k.arrow"]);
        Assert.Equal((key, crops, 2.0), (loaded.Key, loaded.Crops, loaded.Forwards));
        Assert.Equal("scales:0.875,1:logits", crops.ToString());
        Assert.Equal(16, key.Short.Length);
        Assert.Equal(key.Short, loaded.Key!.Short);
        Assert.Distinct([key.Short, (key with { Weights = "ab" }).Short, (key with { Crops = 10 }).Short, (key with { Samples = "cd" }).Short]);
    }

    [Fact]
    public void Many_samples_round_trip()
    {
        const int samples = 20_000, classes = 100;
        var logits = new float[samples * classes];
        for (var i = 0; i < logits.Length; i++)
            logits[i] = i;
        RoundTrips(new("run", "e", "f", "test", 1, Sets.Classes(classes), Sets.Ids(samples), new int[samples], logits, 1));
    }

    [Fact]
    public void The_same_set_gives_the_same_bytes_and_replaces_the_file()
    {
        PredictionsFile.Save(_folder["deep", "a.arrow"], _set);
        var bytes = File.ReadAllBytes(_folder["deep", "a.arrow"]);
        PredictionsFile.Save(_folder["deep", "a.arrow"], _set.But(name: "other"));
        Assert.NotEqual(bytes, File.ReadAllBytes(_folder["deep", "a.arrow"]));
        PredictionsFile.Save(_folder["deep", "a.arrow"], _set);
        Assert.Equal(bytes, File.ReadAllBytes(_folder["deep", "a.arrow"]));
        Assert.Single(Directory.GetFiles(_folder["deep"]));
    }

    [Fact]
    public void A_file_that_was_cut_short_anywhere_is_refused()
    {
        var whole = Saved();
        for (var length = 0; length < whole.Length; length++)
            Refused(whole[..length]);
    }

    [Fact]
    public void A_file_with_any_byte_changed_is_refused()
    {
        var whole = Saved();
        for (var at = 0; at < whole.Length; at++)
        {
            var damaged = (byte[])whole.Clone();
            damaged[at] ^= (byte)(1 << (at % 8));
            Refused(damaged);
        }
    }

    [Fact]
    public void A_file_with_something_behind_it_or_a_piece_lost_or_doubled_is_refused()
    {
        var whole = Saved();
        Refused([.. whole, 0]);
        Refused([.. whole, .. whole]);
        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Int[1, 200]).Sample(
            (start, length) =>
            {
                length = Math.Min(length, whole.Length - start);
                Refused([.. whole[..start], .. whole[(start + length)..]]);
                Refused([.. whole[..(start + length)], .. whole[start..]]);
            },
            iter: 300, threads: 1);
    }

    [Fact]
    public void A_foreign_file_is_refused()
    {
        Refused(Encoding.UTF8.GetBytes("I am no Arrow file"));
        Refused([.. "ARROW1\0\0"u8]);
        Refused(Arrow("something.else", "{}"));
        Refused(Arrow(PredictionsHeader.Key, "{}"));
        Gen.Byte.Array[0, 500].Sample(Refused, iter: 200, threads: 1);
    }

    [Fact]
    public void A_sound_file_of_another_shape_is_refused()
    {
        var header = PredictionsHeader.Of(_set);
        foreach (var json in new[]
        {
            header.ToJson(),
            (header with { FormatVersion = 2 }).ToJson(),
            (header with { Crops = 0 }).ToJson(),
            header.ToJson()[..^1],
            header.ToJson().Replace("\"classes\"", "\"klasses\"", StringComparison.Ordinal),
        })
        {
            var bytes = Arrow(PredictionsHeader.Key, json);
            PredictionsSeal.Seal(bytes);
            Assert.Null(PredictionsSeal.Fault((byte[])bytes.Clone()));
            Refused(bytes);
        }
    }

    [Fact]
    public void A_missing_file_is_not_found() => Assert.Throws<NotFoundException>(() => PredictionsFile.Load(_folder["nowhere.arrow"]));

    [Fact]
    public void Other_programs_find_columns_and_metadata()
    {
        var bytes = Saved();
        using var reader = new ArrowFileReader(new MemoryStream(bytes));
        using var batch = reader.ReadNextRecordBatch();
        Assert.Equal(["id", "label", "logits"], batch.Schema.FieldsList.Select(f => f.Name));
        var list = Assert.IsType<FixedSizeListType>(batch.Schema.GetFieldByName("logits").DataType);
        Assert.Equal(2, list.ListSize);
        Assert.Equal(ArrowTypeId.Float, list.ValueDataType.TypeId);
        Assert.Equal([0L, 1L, -1L], ((Int64Array)batch.Column("label")).Values.ToArray());
        Assert.Contains("\"millisecondsPerImage\":0.1", batch.Schema.Metadata[PredictionsHeader.Key], StringComparison.Ordinal);
        // The footer too carries the checksum, not the zeros it was computed with.
        Assert.DoesNotContain(PredictionsSeal.Blank, batch.Schema.Metadata[PredictionsHeader.Key], StringComparison.Ordinal);
    }

    private byte[] Saved()
    {
        PredictionsFile.Save(_folder["a.arrow"], _set);
        return File.ReadAllBytes(_folder["a.arrow"]);
    }

    private void RoundTrips(PredictionSet set)
    {
        PredictionsFile.Save(_folder["a.arrow"], set);
        var loaded = PredictionsFile.Load(_folder["a.arrow"]);
        Assert.Equal(
            (set.Name, set.Entry, set.Fingerprint, set.Split, set.Crops, set.MillisecondsPerImage),
            (loaded.Name, loaded.Entry, loaded.Fingerprint, loaded.Split, loaded.Crops, loaded.MillisecondsPerImage));
        Assert.Equal(set.Classes, loaded.Classes);
        Assert.Equal(set.Ids, loaded.Ids);
        Assert.Equal(set.Labels, loaded.Labels);
        // As bits: NaN and -0 are to come back too.
        Assert.Equal(set.Logits.Select(BitConverter.SingleToInt32Bits), loaded.Logits.Select(BitConverter.SingleToInt32Bits));
    }

    private void Refused(byte[] bytes)
    {
        var path = _folder.Write("damaged.arrow", bytes);
        var error = Assert.Throws<CorruptFileException>(() => PredictionsFile.Load(path));
        Assert.Equal(path, error.Path);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.Hint);
    }

    // Lone surrogates have no UTF-8; a file name or class read from a real source never has them.
    private static string[] Valid(IEnumerable<string> strings) =>
        [.. strings.Select(s => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(s))).Select((s, i) => $"{i}{s}")];

    private static byte[] Arrow(string key, string value)
    {
        var schema = new Schema([new Field("id", StringType.Default, nullable: false)], [new(key, value)]);
        using var stream = new MemoryStream();
        using var batch = new RecordBatch(schema, [new StringArray.Builder().Append("x").Build()], 1);
        using var writer = new ArrowFileWriter(stream, schema, leaveOpen: true);
        writer.WriteRecordBatch(batch);
        writer.WriteEnd();
        return stream.ToArray();
    }
}
