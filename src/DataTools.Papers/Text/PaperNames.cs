using System.Text.RegularExpressions;

namespace DataTools.Papers.Text;

/// <summary>The names a paper goes by: its title, the short name before the colon, its arXiv id. Finds them in others' text.</summary>
internal sealed partial class PaperNames
{
    // Words that say what a repository is made with or for, not of which paper.
    private static readonly HashSet<string> Generic = new(StringComparer.Ordinal)
    {
        "pytorch", "torch", "tensorflow", "tf", "tf2", "keras", "jax", "flax", "chainer", "mxnet", "caffe", "theano", "paddle", "mindspore", "tflite", "onnx", "lua", "matlab",
        "python", "py", "cpp", "code", "codes", "official", "unofficial", "implementation", "impl", "paper", "papers", "reimplementation", "release", "public", "master",
        "simple", "minimal", "demo", "project", "model", "models", "repo", "pl", "lightning", "cifar10", "cifar", "imagenet", "and", "for", "the", "of", "in", "with", "a", "from",
        "network", "networks", "net", "nets", "neural", "deep", "learning", "neurips", "nips", "icml", "iclr", "cvpr", "iccv", "eccv", "acl", "emnlp", "aaai", "2d", "3d",
    };

    private static readonly string[] Frameworks =
        ["pytorch", "torch", "tensorflow", "tf", "tf2", "keras", "jax", "flax", "chainer", "mxnet", "theano", "paddle", "mindspore", "tflite", "onnx", "caffe", "lightning"];

    private readonly string[] _words;

    /// <param name="paper">The paper.</param>
    /// <param name="nicknames">Other names that people call it by, normalised, without spaces: resnet.</param>
    public PaperNames(Paper paper, IReadOnlyList<string>? nicknames = null)
    {
        Title = TitleText.Normalise(paper.Title);
        _words = Title.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        // A word of the title alone is anybody's.
        Nicknames = [.. (nicknames ?? []).Except(_words)];
        Short = ShortName(paper.Title);
        Arxiv = paper.Arxiv;
    }

    /// <summary>Normalised.</summary>
    public string Title { get; }

    /// <summary>What stands before the colon, or the whole of a short title, without spaces: yolov4; null where there is none.</summary>
    public string? Short { get; }

    public ArxivId? Arxiv { get; }

    /// <summary>Names that are not in its title: resnet.</summary>
    public IReadOnlyList<string> Nicknames { get; }

    /// <summary>What people call a paper: words in the name of a repository about it that another such one uses too, at its opening.</summary>
    /// <param name="repositories">Names and openings of repositories that are about the paper.</param>
    public static IReadOnlyList<string> LearnNicknames(IReadOnlyList<(string Name, string Opening)> repositories)
    {
        var used = repositories.Select(r => Words($"{r.Name} {r.Opening}").ToHashSet()).ToList();
        return
        [
            .. repositories.SelectMany((r, i) => Words(r.Name).Where(w => w.Length >= 3 && !Generic.Contains(w) && used.Where((_, j) => j != i).Any(u => u.Contains(w)))).Distinct(),
        ];
    }

    /// <summary>Whether the text holds the title.</summary>
    public bool TitleIn(string text) => TitleIn($" {TitleText.Normalise(text)} ", text);

    /// <inheritdoc cref="TitleIn(string)"/>
    public bool TitleIn(Passage passage) => TitleIn(passage.Normalised, passage.Text);

    // Alone, a title of a word or two is no more than words.
    private bool TitleIn(string normalised, string text) =>
        _words.Length > 0 && normalised.Contains($" {Title} ", StringComparison.Ordinal) && (_words.Length > 2 || Short is null || ShortIn(text));

    /// <summary>Whether the text holds the arXiv id.</summary>
    public bool IdIn(string text) => Arxiv is not null && text.Contains(Arxiv.Value, StringComparison.OrdinalIgnoreCase)
        && Regex.IsMatch(text, $@"(?<![\d.]){Regex.Escape(Arxiv.Value)}(?!\d)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));

    /// <summary>Whether the short name or a nickname is a word, or some in a row, of the text: "YOLO v4" for yolov4.</summary>
    public bool ShortIn(string text) => ShortIn(Words(text));

    /// <inheritdoc cref="ShortIn(string)"/>
    public bool ShortIn(Passage passage) =>
        ShortIn(passage.Text.Contains('+', StringComparison.Ordinal) ? Words(passage.Text) : passage.Normalised.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private bool ShortIn(string[] words) => Nicknames.Append(Short).Any(name => name is not null && IsIn(name, words));

    private static bool IsIn(string name, string[] words)
    {
        for (var i = 0; i < words.Length; i++)
        {
            var joined = "";
            for (var j = i; j < words.Length && joined.Length < name.Length; j++)
                joined += words[j];
            if (joined == name)
                return true;
        }
        return false;
    }

    /// <summary>
    /// How much of a repository's name comes from the paper, 0 to 1: words of the title, the short name, initials or
    /// beginnings of words in their order (gcn, crowdnav). Words such as pytorch do not count.
    /// </summary>
    public double FitOfName(string repository)
    {
        var (all, fit) = (0, 0);
        var tokens = Words(repository).Where(t => !Generic.Contains(t)).ToList();
        if (Short is not null && (string.Concat(tokens) == Short || string.Concat(Words(repository)) == Short))
            return 1;
        var called = false;
        foreach (var token in tokens)
        {
            all += token.Length;
            var word = Array.IndexOf(_words, token) >= 0;
            var name = token == Short || Nicknames.Contains(token) || (!word && token.Length >= 3 && IsMadeOf(token, 0, 0));
            called |= name;
            fit += word || name ? token.Length : 0;
        }
        // Where the paper has a name, words of its title alone are anybody's.
        return all == 0 ? 0 : (double)fit / all * (Short is null || called ? 1 : 0.4);
    }

    /// <summary>The frameworks in a repository's name.</summary>
    public static IReadOnlyList<string> FrameworksIn(string repository) => [.. Words(repository).Where(w => Frameworks.Contains(w))];

    /// <summary>All arXiv ids of a text, in order, without repetition.</summary>
    public static IReadOnlyList<string> IdsIn(string text) => [.. AnyId().Matches(text).Select(m => m.Groups["id"].Value).Distinct()];

    // Whether a token is beginnings of title words in their order: three letters at least of the first, or initials throughout.
    private bool IsMadeOf(string token, int word, int at)
    {
        if (at == token.Length)
            return true;
        for (var w = word; w < _words.Length; w++)
        {
            for (var length = Math.Min(_words[w].Length, token.Length - at); length > 0; length--)
            {
                if (at == 0 && length < 3 && !IsInitials(token))
                    continue;
                if (string.CompareOrdinal(token, at, _words[w], 0, length) == 0 && (at > 0 || length < token.Length || length >= 4) && IsMadeOf(token, w + 1, at + length))
                    return true;
            }
        }
        return false;
    }

    private bool IsInitials(string token)
    {
        for (var start = 0; start + token.Length <= _words.Length; start++)
        {
            if (token.Select((c, i) => _words[start + i][0] == c).All(same => same))
                return true;
        }
        return false;
    }

    private static string? ShortName(string title)
    {
        var colon = title.IndexOfAny([':', '\u2013', '\u2014']);
        var words = Words(colon > 0 ? title[..colon] : title);
        return words.Length is > 0 and <= 3 && (colon > 0 || words.Length <= 2) && string.Concat(words).Length >= 3 ? string.Concat(words) : null;
    }

    // UNet++ is another name than UNet.
    private static string[] Words(string text) =>
        TitleText.Normalise(Plus().Replace(text, m => string.Concat(Enumerable.Repeat("plus", m.Length)))).Split(' ', StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex(@"(?<=[A-Za-z0-9])\+{1,2}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Plus();

    [GeneratedRegex(@"(arxiv\.org/(abs|pdf|html)/|arxiv\s*:\s*|eprint\s*=\s*[{""])(?<id>\d{4}\.\d{4,5})", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AnyId();
}
