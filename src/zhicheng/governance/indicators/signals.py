"""What others may wait for."""

from django.dispatch import Signal

figures_changed = Signal()
"""Figures were written or removed. Sent inside the recompute's transaction with `indicators` (frozenset of codes) and `by`.

A receiver that has much to do starts a job: `jobs.actions.start` in the same transaction.
"""
