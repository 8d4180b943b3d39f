"""What the private server can tell its operator."""


class PostgresError(Exception):
    """The server cannot run; the message names the fault and what to do about it."""
