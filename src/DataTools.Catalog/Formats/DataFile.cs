namespace DataTools.Catalog.Formats;

/// <summary>A file of a data set, opened when it is read: one on the disk, or one within an archive.</summary>
/// <param name="Name">Its path, for errors.</param>
/// <param name="Open">Gives its bytes, already uncompressed. The reader disposes the stream.</param>
public sealed record DataFile(string Name, Func<Stream> Open);
