namespace DataTools.Catalog.Formats.Pickle;

/// <summary>
/// What the functions, classes and persistent ids that a pickle names mean here. A vocabulary is an allow-list: it throws
/// for every name that it does not know, and none of them is ever code that is run.
/// </summary>
public abstract class PickleVocabulary
{
    /// <summary>Makes the error of the place where the pickle is; set by whoever reads it.</summary>
    public Func<string, CorruptFileException> Fault { get; internal set; } = reason => new("pickle", reason);

    /// <summary>The function or class of that name. Throws a <see cref="DataToolsException"/> where it is not one of the few.</summary>
    public abstract PickleGlobal Find(string module, string name);

    /// <summary>What a call gives.</summary>
    public abstract object? Call(PickleGlobal function, PickleTuple arguments);

    /// <summary>Sets the state of an object that was made by a call.</summary>
    public abstract void Build(object? value, object? state);

    /// <summary>What a persistent id stands for: something outside of the pickle.</summary>
    public virtual object? Load(object? id) => throw Fault("the opcode BINPERSID is not allowed");
}
