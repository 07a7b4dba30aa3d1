"""A repository's history → how it writes titles; a drafted title → one in that form."""
