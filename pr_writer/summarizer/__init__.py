"""PullRequest + Changes → the draft that needs no model."""
