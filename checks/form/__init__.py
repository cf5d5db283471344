"""Checks of forms: each module holds one subject, each function one rule."""
