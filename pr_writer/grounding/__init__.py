"""A draft and the change it describes → the draft without what the change does not bear out."""
