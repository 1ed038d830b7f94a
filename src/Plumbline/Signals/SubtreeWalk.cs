namespace Plumbline;

/// <summary>Ends everything below a node that has ended: depth first, without recursion, in constant space.</summary>
/// <remarks>
/// Any number of threads may walk the same nodes at once; none waits for another. A node leaves its parent's list only when its
/// own list is empty, so a walk that finds the list of its start empty knows that everything below is done, whoever did it.
/// </remarks>
internal static class SubtreeWalk
{
    internal static void Run(SignalNode start, ref DueList due)
    {
        // A merged node is reached through its links, and its parent does not say through which: that way is remembered here.
        Stack<SignalNode>? links = null;
        SignalNode node = start;
        while (true)
        {
            SignalNode? child = node is MergeLink link ? EnterMerged(link, ref due) : node.EndChildren(ref due);
            if (child is not null)
            {
                if (node is MergeLink)
                {
                    (links ??= new Stack<SignalNode>()).Push(node);
                }

                node = child;
                continue;
            }

            if (ReferenceEquals(node, start))
            {
                return;
            }

            SignalNode up;
            if (node is MergeNode)
            {
                // Back to the link that led here; the other links are unlinked by who ended the merged node.
                node = links!.Pop();
                up = node.Parent!;
            }
            else
            {
                up = node.Parent!;
            }

            up.Release(node);
            node = up;
        }
    }

    /// <summary>Ends the node a link stands for.</summary>
    /// <returns>That node when it has children to end, else null.</returns>
    private static MergeNode? EnterMerged(MergeLink link, ref DueList due)
    {
        MergeNode target = link.Target;
        if (target.TryMarkThrough(link))
        {
            due.EnsureRoom();
            due.Add(target);
        }

        return target.HasChildren ? target : null;
    }
}
