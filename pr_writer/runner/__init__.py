"""What happened in a run → annotations, outputs and the job summary of the runner."""
