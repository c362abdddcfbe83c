using Xunit;

namespace DataTools.Tests;

/// <summary>Real data that is not part of the repository; tests skip with a message where it is absent.</summary>
internal static class SharedData
{
    /// <summary>The repository's root, from where this file was compiled or the tests run.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>A path below <c>../shared</c>; skips the test where it is absent.</summary>
    public static string Path(params string[] parts)
    {
        var path = System.IO.Path.Combine([System.IO.Path.GetDirectoryName(Repository)!, "shared", .. parts]);
        Assert.SkipUnless(File.Exists(path) || Directory.Exists(path), $"the shared material {string.Join('/', parts)} is not on this machine");
        return path;
    }

    /// <summary>The folder of Debian's package dataset-fashion-mnist; skips the test where it is not installed.</summary>
    public static string FashionMnist()
    {
        const string folder = "/usr/share/datasets/fashion-mnist";
        Assert.SkipUnless(Directory.Exists(folder), "Debian's package dataset-fashion-mnist is not installed");
        return folder;
    }

    private static string FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "DataTools.sln")))
                return folder.FullName;
        }
        throw new InvalidOperationException("the tests do not run below the repository");
    }
}
