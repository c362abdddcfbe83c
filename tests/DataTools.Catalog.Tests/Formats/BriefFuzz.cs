using CsCheck;
using DataTools.Catalog.Formats;

namespace DataTools.Catalog.Tests.Formats;

internal static class BriefFuzz
{
    /// <summary>
    /// <see cref="Tree.Fuzz"/>, some hundred times: content or an error of ours, and little memory whatever a header says.
    /// </summary>
    public static void FuzzBriefly(this DatasetFormat format, FileList files, string path, int iter = 400) => Tree.Mutations(files.Get(path).ReadAll(path)).Sample(
        bytes =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                var changed = files.With(path, bytes);
                format.Recognise(changed);
                foreach (var split in format.Load(changed, Tree.Lenient([])).Splits)
                    split.Samples.Take(3).Count();
            }
            catch (DataToolsException e)
            {
                Assert.Contains(files.Origin, e.Message, StringComparison.Ordinal);
            }
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 << 20);
        },
        iter: iter);
}
