"""All open pull requests of a repository, one after the other through the pipeline, at the pace that GitHub allows."""
