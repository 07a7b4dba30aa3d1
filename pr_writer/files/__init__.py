"""A changed file's path, modes and content → what kind of file it is, and whether its content is for reading."""
