"""What others may wait for."""

from django.dispatch import Signal

patents_changed = Signal()
"""Another version of the lake is in force, whoever made it. Sent once a version, inside the verb's transaction with `version` (its number) and `by` (a user or None).

A receiver that has much to do starts a job: `jobs.actions.start` in the same transaction.
"""
