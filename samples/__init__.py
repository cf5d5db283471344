"""Synthetic specimens: portraits that are computed, not photographed, each with its labels.

Nobody is depicted. A head is modelled as a relief in millimetres, lit, given skin, eyes and hair,
and recorded by a simulated lens and sensor, so that the product's networks take it for a photo.
"""
