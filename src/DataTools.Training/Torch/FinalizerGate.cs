using System.Runtime.CompilerServices;

namespace DataTools.Training.Torch;

/// <summary>
/// Keeps finalizers from running while a training's steps do. TorchSharp hands numbers to libtorch as objects with a
/// finalizer (Scalar), to which nothing refers any more once the call has begun: where another thread's garbage collection
/// falls into the call, the number may be freed before libtorch reads it, and the call fails or takes another number. It
/// happened to us after 300,000 such calls on a busy machine ("argument alpha must not be a floating point number"); with
/// collections all the time it happens once in some ten thousand. A fix is open at TorchSharp (pull requests 1434 and 1496).
/// </summary>
/// <remarks>
/// The one finalizer thread is made to wait in a finalizer of ours. What becomes garbage meanwhile is finalized between two
/// steps, some times a second. Trainings side by side share the gate: finalizers run while all of them are between steps.
/// </remarks>
internal static class FinalizerGate
{
    // A process cannot end while its finalizer thread waits: where somebody ends it within a step, it waits no longer than this.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private const long Milliseconds = 200;

    // Steps run under the read lock, finalizers under the write lock.
    private static readonly ReaderWriterLockSlim Turns = new();
    private static readonly Lock Counting = new();
    private static int _holders;
    private static ManualResetEventSlim? _open;
    private static long _drained;

    /// <summary>
    /// The batches of steps, for a foreach: no finalizer runs from the first to the last, but between two of them. Steps
    /// within a step are a mistake.
    /// </summary>
    public static IEnumerable<T> Steps<T>(IEnumerable<T> batches)
    {
        Hold();
        try
        {
            foreach (var batch in batches)
            {
                BetweenSteps();
                yield return batch;
            }
        }
        finally
        {
            LetGo();
        }
    }

    private static void Hold()
    {
        Turns.EnterReadLock();
        lock (Counting)
        {
            if (_holders++ == 0)
                Close();
        }
    }

    private static void LetGo()
    {
        lock (Counting)
        {
            if (--_holders == 0)
                Open();
        }
        Turns.ExitReadLock();
    }

    // Where it is due, what has become garbage is finalized now.
    private static void BetweenSteps()
    {
        static bool IsDue() => Environment.TickCount64 - Volatile.Read(ref _drained) >= Milliseconds;
        if (!IsDue())
            return;
        Turns.ExitReadLock();
        Turns.EnterWriteLock();
        try
        {
            // Of trainings side by side one is enough.
            if (IsDue())
            {
                Open();
                GC.WaitForPendingFinalizers();
                Close();
            }
        }
        finally
        {
            Turns.ExitWriteLock();
            Turns.EnterReadLock();
        }
    }

    private static void Close()
    {
        var (closed, open) = (new ManualResetEventSlim(), new ManualResetEventSlim());
        Drop(closed, open);
        GC.Collect(0, GCCollectionMode.Forced, blocking: true);
        // Another finalizer may be at work for long: then there is no gate this time, and the sentinel passes.
        if (closed.Wait(Longest))
            _open = open;
        else
            open.Set();
        Volatile.Write(ref _drained, Environment.TickCount64);
    }

    private static void Open()
    {
        _open?.Set();
        _open = null;
    }

    // In a method of its own: no variable must keep it alive.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Drop(ManualResetEventSlim closed, ManualResetEventSlim open) => _ = new Sentinel(closed, open);

    private sealed class Sentinel(ManualResetEventSlim closed, ManualResetEventSlim open)
    {
#pragma warning disable MA0055 // A finalizer is what finalizers are held by.
        ~Sentinel()
#pragma warning restore MA0055
        {
            closed.Set();
            open.Wait(Longest);
        }
    }
}
