using DataTools.Catalog.Annotations;

namespace DataTools.Catalog.Formats.Metadata;

/// <summary>What a row of a metadata file says about an image.</summary>
/// <param name="Line">Its line, from 1.</param>
/// <param name="FileName">The image, relative to the file's folder.</param>
/// <param name="Label">The class by name or number; null where it is empty or there is none.</param>
/// <param name="Objects">Classes and boxes of objects; null where there is no such member.</param>
/// <param name="Id">What the sample is called where our own export wrote the row; else null.</param>
internal sealed record MetadataRow(int Line, string FileName, string? Label, IReadOnlyList<(string Category, Box Box)>? Objects, string? Id = null);
