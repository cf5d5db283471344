"""Evaluation: the product as shipped, run over a labelled corpus or over degraded photos."""
