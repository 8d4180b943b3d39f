"""What others may wait for."""

from django.dispatch import Signal

held_year_computed = Signal()
"""The live evaluation computed a year that stands still and left it alone. Sent inside its transaction with `scheme` (code), `year`,
`inputs_sha256` (of the figures and the scheme in force; empty where nobody could be ranked) and `by`.
"""
