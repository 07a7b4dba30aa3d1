"""The base commit's files → the pull request template that applies; template + answer → the template filled in."""
