"""Barcodes of identity documents: found, decoded, and read as licences where they are ones."""
