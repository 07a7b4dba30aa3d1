"""Settings → PullRequest → Changes → messages → Draft → Update: the stages, which meet only in entrypoint.py."""
