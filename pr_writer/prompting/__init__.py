"""Context and changes → the messages that a model is asked with; its answer → Draft."""
