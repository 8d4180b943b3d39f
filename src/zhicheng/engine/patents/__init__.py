"""Patent information from files: read every office's exports, keep them in a lake, find them again.

Offices' online services die or close; files arrive. So everything here starts from files, on any number of them, again and again.

- :mod:`zhicheng.engine.patents.record` the one typed record, and the Arrow schemas of the lake's tables
- :mod:`zhicheng.engine.patents.formats` one module a format; recognised by content
"""
