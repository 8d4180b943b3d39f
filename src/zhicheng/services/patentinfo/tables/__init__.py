"""Lists of patents and of what is kept about them, on pages and in files.

- :mod:`~zhicheng.services.patentinfo.tables.found` what a search or a list of numbers found
- :mod:`~zhicheng.services.patentinfo.tables.loads` loads, versions and what could not be read
"""

from zhicheng.services.patentinfo.tables.found import (
    SEPARATOR,
    FactTable,
    HitFile,
    HitTable,
    LookupTable,
    fact_rows,
    listed,
    record_of,
)

__all__ = ["SEPARATOR", "FactTable", "HitFile", "HitTable", "LookupTable", "fact_rows", "listed", "record_of"]
