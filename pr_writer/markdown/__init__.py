"""Markdown text → its blocks, sections, references and length; the text itself is never changed but by whole blocks."""
