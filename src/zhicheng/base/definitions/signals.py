"""What others may wait for."""

from django.dispatch import Signal

definition_published = Signal()
"""A definition was put in force on a page or by a command (not by setup, whose later steps compute anyway).

Sent inside the publishing transaction with `kind` (its code), `definition` (the new version) and `by` (the user). A receiver that
has much to do starts a job: `jobs.actions.start` in the same transaction.
"""
