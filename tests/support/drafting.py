"""Short ways to say what a branch holds, for tests of what is written about it."""

from pr_writer.values import Changes, Commit, FileChange, PullRequest

SHA = "c" * 40


def commit(subject, body="", *, merge=False, sha=SHA, author="A Person"):
    return Commit(sha, subject, body, author, merge)


def change(path, added=1, removed=0, kind="modified", **kwargs):
    """A changed file; its patch, if it is given one, counts as shown to the end."""
    modes = kwargs.pop("modes", ("100644", "100644"))
    ids = kwargs.pop("ids", ("a" * 40, "b" * 40))
    kwargs.setdefault("shown", "whole" if kwargs.get("patch") else "name")
    return FileChange(path, kwargs.pop("old_path", None), kind, *modes, *ids, added, removed, **kwargs)


def patched(path, *lines, **kwargs):
    """A file whose patch is one hunk of these lines, and whose counts are the patch's."""
    added, removed = (sum(line.startswith(sign) for line in lines) for sign in "+-")
    return change(path, added, removed, patch="\n".join(["@@ -1 +1 @@", *lines]), **kwargs)


def moved(old_path, path):
    return change(path, 0, 0, kind="renamed", old_path=old_path, ids=(SHA, SHA))


def lock(path="poetry.lock", added=4, removed=4, **kwargs):
    return change(path, added, removed, withheld="lock file", **kwargs)


def pull(head_ref="feature/retry-policy", **kwargs):
    return PullRequest(1, "", kwargs.pop("body", ""), "main", "b" * 40, head_ref, "h" * 40, **kwargs)


def changes(commits, files):
    return Changes("b" * 40, "h" * 40, tuple(commits), tuple(files), len(commits))
