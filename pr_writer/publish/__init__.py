"""PullRequest + Draft → Plan: what to write, and what of it a person owns."""
