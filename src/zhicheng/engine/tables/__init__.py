"""Tables from strangers, and tables for them.

``read_table`` takes an untrusted CSV or XLSX file to rows, or raises :class:`TableRefused` with what is wrong and how to
mend it; faults of single cells are listed in ``Table.faults`` and leave None in the cell. ``parse_number`` reads the
numbers that people write. ``write_csv`` and ``write_xlsx`` guard every text against being run as a formula
(``to_cell``); ``from_cell`` takes the guard off again, so that what was exported imports unchanged:

    >>> table = read_table(write_csv(("name", "grants"), [("=1+1", 5)]), "grants.csv")
    >>> [from_cell(table.rows[0].cells[0]), parse_number(table.rows[0].cells[1]).value]
    ['=1+1', 5.0]
"""

from zhicheng.engine.tables.books import OutputSheet, Strip, write_book
from zhicheng.engine.tables.cells import from_cell, to_cell
from zhicheng.engine.tables.numerals import Number, parse_number
from zhicheng.engine.tables.reading import read_table
from zhicheng.engine.tables.table import Cell, Fault, Limits, Row, Table, TableRefused
from zhicheng.engine.tables.writing import OutputCell, write_csv, write_xlsx

__all__ = [
    "Cell",
    "Fault",
    "Limits",
    "Number",
    "OutputCell",
    "OutputSheet",
    "Row",
    "Strip",
    "Table",
    "TableRefused",
    "from_cell",
    "parse_number",
    "read_table",
    "to_cell",
    "write_book",
    "write_csv",
    "write_xlsx",
]
