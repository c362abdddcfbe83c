using Spectre.Console;

namespace DataTools.Cli.Output;

/// <summary>How our tables look.</summary>
internal static class Tables
{
    /// <summary>A table with these columns; a name that ends in '>' is right-aligned.</summary>
    public static Table Of(params ReadOnlySpan<string> columns)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var name in columns)
        {
            var column = new TableColumn(Markup.Escape(name.TrimEnd('>')));
            table.AddColumn(name.EndsWith('>') ? column.RightAligned() : column);
        }
        return table;
    }

    /// <summary>Adds a row of plain text.</summary>
    public static void Row(this Table table, params string[] cells) => table.AddRow([.. cells.Select(c => new Text(c))]);
}
