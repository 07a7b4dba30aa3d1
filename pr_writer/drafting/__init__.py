"""Context + Changes → Draft: a model's answer, else the summarizer's, held against the change and made safe."""
