"""From files to the lake: recognised, read, completed, written in batches that survive a kill.

- :func:`load` inputs into a lake, the search index behind it
- :func:`catch_up` the index to the lake
- :mod:`~zhicheng.engine.patents.loading.files` files, archives and folders as inputs; :func:`records_input` records that are made
"""

from zhicheng.engine.patents.loading.following import catch_up
from zhicheng.engine.patents.loading.inputs import Input, LoadRefused, records_input
from zhicheng.engine.patents.loading.load import Progress, load

__all__ = ["Input", "LoadRefused", "Progress", "catch_up", "load", "records_input"]
