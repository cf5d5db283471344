"""The printed data of identity documents: captions, values, titles (the visual inspection zone)."""
