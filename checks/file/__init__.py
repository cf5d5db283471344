"""The checks of the ``file`` family."""
