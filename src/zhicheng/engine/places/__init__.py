"""Chinese administrative divisions: codes, names, addresses, boundaries."""

from zhicheng.engine.places.codes import contains, prefix

__all__ = ["contains", "prefix"]
