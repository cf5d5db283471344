"""Checks of identity documents: one function for each rule."""
