"""Failures that the operator can mend."""


class OperatorError(Exception):
    """The command cannot go on; the message names the fault and what to do, and is shown as it stands."""
