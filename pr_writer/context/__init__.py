"""The base commit and GitHub → what the repository and its people ask of a description."""
