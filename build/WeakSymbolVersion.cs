// Compiled into the build by WeakSymbolVersion.targets (as an inline task, hence netstandard2.0 and no spans)
// and into DataTools.Training.Tests, which defines WITHOUT_MSBUILD.
#nullable disable
using System;
using System.Collections.Generic;
using System.IO;
using System.Text;

namespace DataTools.Build;

/// <summary>
/// Marks one required symbol version of an ELF64 library as weak (VER_FLG_WEAK), so that the dynamic loader
/// warns about its absence at most, where it would otherwise refuse to load the library.
/// Layout: System V gABI and the LSB's "Symbol Versioning" (Elf64_Verneed, Elf64_Vernaux).
/// </summary>
public static class ElfSymbolVersion
{
    private const ushort WeakFlag = 2;
    private const uint DynamicSymbols = 11, VersionNeed = 0x6ffffffe, VersionSymbols = 0x6fffffff;

    private struct Section
    {
        public uint Type, Link, Info;
        public long Offset, Size;
    }

    /// <summary>
    /// Returns the library with <paramref name="version"/> of <paramref name="library"/> weak; the same bytes where it
    /// already is. Throws <see cref="InvalidDataException"/> where there is not exactly one such entry, or where a
    /// symbol other than <paramref name="onlySymbol"/> needs it: then it is more than a marker, and weakening it
    /// would trade a clear error at load for a crash later.
    /// </summary>
    public static byte[] Weaken(byte[] elf, string library, string version, string onlySymbol)
    {
        try
        {
            return WeakenCore(elf, library, version, onlySymbol);
        }
        catch (Exception e) when (e is IndexOutOfRangeException || e is ArgumentException || e is OverflowException)
        {
            throw new InvalidDataException("a table of the ELF file points outside the file", e);
        }
    }

    private static byte[] WeakenCore(byte[] elf, string library, string version, string onlySymbol)
    {
        if (elf.Length < 64 || elf[0] != 0x7f || elf[1] != 'E' || elf[2] != 'L' || elf[3] != 'F' || elf[4] != 2 || elf[5] != 1)
            throw new InvalidDataException("not a little-endian ELF64 file");

        var sections = Sections(elf);
        var need = Single(sections, VersionNeed, ".gnu.version_r");
        var strings = sections[(int)need.Link];

        var found = new List<long>();
        var entry = need.Offset;
        for (var i = 0; i < need.Info; i++)
        {
            var aux = entry + U32(elf, entry + 8);
            for (var k = 0; k < U16(elf, entry + 2); k++)
            {
                if (Text(elf, strings, U32(elf, entry + 4)) == library && Text(elf, strings, U32(elf, aux + 8)) == version)
                    found.Add(aux);
                aux += U32(elf, aux + 12);
            }
            entry += U32(elf, entry + 12);
        }
        if (found.Count != 1)
            throw new InvalidDataException("expected exactly one entry for " + version + " of " + library + ", found " + found.Count);

        var flags = U16(elf, found[0] + 4);
        if ((flags & WeakFlag) != 0)
            return elf;

        var users = SymbolsOf(elf, sections, U16(elf, found[0] + 6));
        if (users.Count != 1 || users[0] != onlySymbol)
            throw new InvalidDataException(version + " is needed by [" + string.Join(", ", users) + "], expected only " + onlySymbol);

        var patched = (byte[])elf.Clone();
        patched[found[0] + 4] |= (byte)WeakFlag;
        return patched;
    }

    private static List<string> SymbolsOf(byte[] elf, List<Section> sections, ushort versionIndex)
    {
        var symbols = Single(sections, DynamicSymbols, ".dynsym");
        var versions = Single(sections, VersionSymbols, ".gnu.version");
        var strings = sections[(int)symbols.Link];
        var names = new List<string>();
        for (long i = 0; i < versions.Size / 2; i++)
        {
            if ((U16(elf, versions.Offset + i * 2) & 0x7fff) == versionIndex)
                names.Add(Text(elf, strings, U32(elf, symbols.Offset + i * 24)));
        }
        return names;
    }

    private static List<Section> Sections(byte[] elf)
    {
        long table = checked((long)U64(elf, 40));
        int size = U16(elf, 58), count = U16(elf, 60);
        var sections = new List<Section>(count);
        for (var i = 0; i < count; i++)
        {
            var at = table + (long)i * size;
            sections.Add(new Section
            {
                Type = U32(elf, at + 4),
                Offset = checked((long)U64(elf, at + 24)),
                Size = checked((long)U64(elf, at + 32)),
                Link = U32(elf, at + 40),
                Info = U32(elf, at + 44),
            });
        }
        return sections;
    }

    private static Section Single(List<Section> sections, uint type, string name)
    {
        var all = sections.FindAll(s => s.Type == type);
        return all.Count == 1 ? all[0] : throw new InvalidDataException("expected one section " + name + ", found " + all.Count);
    }

    private static string Text(byte[] elf, Section strings, uint offset)
    {
        var start = checked((int)(strings.Offset + offset));
        var end = Array.IndexOf(elf, (byte)0, start);
        return Encoding.ASCII.GetString(elf, start, end - start);
    }

    private static ushort U16(byte[] b, long at) => BitConverter.ToUInt16(b, checked((int)at));

    private static uint U32(byte[] b, long at) => BitConverter.ToUInt32(b, checked((int)at));

    private static ulong U64(byte[] b, long at) => BitConverter.ToUInt64(b, checked((int)at));
}

#if !WITHOUT_MSBUILD
/// <summary>The build's side of <see cref="ElfSymbolVersion"/>: reads Source, writes Destination, logs what is wrong.</summary>
public sealed class WeakenSymbolVersion : Microsoft.Build.Utilities.Task
{
    [Microsoft.Build.Framework.Required] public string Source { get; set; }

    [Microsoft.Build.Framework.Required] public string Destination { get; set; }

    [Microsoft.Build.Framework.Required] public string Library { get; set; }

    [Microsoft.Build.Framework.Required] public string Version { get; set; }

    [Microsoft.Build.Framework.Required] public string OnlySymbol { get; set; }

    public override bool Execute()
    {
        try
        {
            var patched = ElfSymbolVersion.Weaken(File.ReadAllBytes(Source), Library, Version, OnlySymbol);
            Directory.CreateDirectory(Path.GetDirectoryName(Destination));
            File.WriteAllBytes(Destination, patched);
            return true;
        }
        catch (InvalidDataException e)
        {
            Log.LogError("{0} is not the library that build/WeakSymbolVersion.targets knows: {1}. " +
                "TorchSharp may have been updated: if `readelf -V` shows no need of {2}, remove that file's import " +
                "from Directory.Build.targets.", Source, e.Message, Version);
            return false;
        }
    }
}
#endif
