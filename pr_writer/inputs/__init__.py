"""Flags, inputs, environment and event file → Settings."""
