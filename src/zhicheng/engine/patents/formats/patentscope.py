"""PATENTSCOPE: the list of results that WIPO's site exports as a workbook.

The header names are those the site shows for a result; the export itself was not at hand to compare, so several spellings of
each are known and only two must be there.
"""

from zhicheng.engine.patents.formats.mapping import Mapping, plain
from zhicheng.engine.patents.formats.table import format_of

_COLUMNS = {
    "publication": ("Publication Number", "Application Id"),
    "application": ("Application Number",),
    "filed_on": ("Application Date", "International Filing Date"),
    "published_on": ("Publication Date",),
    "granted_on": ("Grant Date",),
    "title": ("Title",),
    "abstract": ("Abstract",),
    "applicants": ("Applicants", "Applicant"),
    "inventors": ("Inventors", "Inventor"),
    "agencies": ("Agents",),
    "ipc": ("IPC", "I P C", "International Class"),
    "cpc": ("CPC",),
    "priorities": ("Priorities Data", "Priority Data"),
}
FORMAT = format_of(
    Mapping(
        code="patentscope",
        label="PATENTSCOPE 导出表",
        columns={field: tuple(map(plain, names)) for field, names in _COLUMNS.items()},
        requires=(plain("Application Id"), plain("Publication Date")),
        language="en",
        dates=("%d.%m.%Y", "%Y-%m-%d"),
        separators=(";", "\n"),
    )
)
