"""What belongs to one installation and is made on its first start."""

import secrets
from pathlib import Path

from zhicheng.base.kept_files import kept_text


def installation_key(var_dir: Path) -> str:
    """The installation's secret key, kept in `var_dir`; made when missing."""
    return kept_text(var_dir / "secret-key", lambda: secrets.token_urlsafe(50))
