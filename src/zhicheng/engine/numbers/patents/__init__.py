"""Patent numbers of all offices: read any common spelling, compare, print.

- ``parse(text)`` the number, or :class:`~zhicheng.engine.numbers.InvalidNumber` that names the fault in Chinese
- ``parse_docdb(office, number, kind, stage)`` the three fields of the European office's data
- ``is_valid(text)``, ``repairs(text)`` the numbers one slip away from a Chinese one whose check digit is wrong
- ``standard``, ``cnipa``, ``epodoc``, ``docdb`` print a number; ``number.key`` is the same for all its spellings
- ``chinese.check_digit``, ``european.check_digit``

>>> from zhicheng.engine.numbers.patents import parse, cnipa, docdb, standard
>>> number = parse("２０１０１０２５５５７７．９")
>>> number.year, number.right.value, number.serial, number.check_digit
(2010, 'invention', '0255577', '9')
>>> cnipa(number), standard(number), str(docdb(number))
('201010255577.9', 'CN 201010255577.9', 'CN.201010255577.A')
>>> standard(parse("JPH0737098A")), str(docdb(parse("特開平7-37098")))
('JP H07-037098 A', 'JP.H0737098.A')
"""

from zhicheng.engine.numbers.patents.chinese import Repair
from zhicheng.engine.numbers.patents.number import PatentNumber, Right, Stage
from zhicheng.engine.numbers.patents.printing import DocdbReference, cnipa, docdb, epodoc, standard
from zhicheng.engine.numbers.patents.reading import is_valid, parse, parse_docdb, repairs

__all__ = [
    "DocdbReference",
    "PatentNumber",
    "Repair",
    "Right",
    "Stage",
    "cnipa",
    "docdb",
    "epodoc",
    "is_valid",
    "parse",
    "parse_docdb",
    "repairs",
    "standard",
]
