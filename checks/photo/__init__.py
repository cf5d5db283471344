"""The checks of the ``photo`` family, one module for each group of related rules."""
