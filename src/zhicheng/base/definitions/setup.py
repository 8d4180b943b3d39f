"""Setup step: load the shipped definitions."""

from django.conf import settings

from zhicheng.base.definitions.actions import load_shipped


def load() -> str:
    """Load what changed; returns what was done, in words."""
    changed = load_shipped(folder=settings.DEFINITIONS_DIR)
    return f"{len(changed)} 项有变化" if changed else "没有变化"
