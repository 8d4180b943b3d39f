"""The query language of patents.

``parse`` reads it, ``words`` reads a simple box without syntax, ``explain`` says a query in Chinese, ``to_text`` writes it again.

    >>> explain(parse("TI=锂离子电池 AND AD=[2010 TO 2012]"))
    '标题含“锂离子电池”，并且申请日在 2010 年至 2012 年'

==========================================  ============================================================================
``TI=锂电池``, ``标题：锂电池``             a phrase in a field; the fields are in :mod:`~zhicheng.engine.patents.query.fields`
``锂电池 隔膜``                             both, in title, abstract, claims, applicant or number
``"lithium ion"``, ``bat*``                 words side by side; a word that begins so
``AND OR NOT``, ``与 或 非``, ``( )``       NOT binds before AND, AND before OR; ``TI=(锂 OR 钠)``
``锂 NEAR/5 隔膜``                          at most five units between them, either first
``IPC=H01M10``, ``IPC=H01M10/05*``          a symbol with all below it; symbols that begin so
``AD=2010``, ``AD>=2010-05``                a year, month or day; from a day on
``AD=[2010 TO 2012-06]``, ``[* TO 2012]``   a range, both ends included
``REGION=深圳``, ``REGION=4403``            a division with all inside it
``PN=CN1019*``, ``AN="ZL 201010255577.9"``  numbers in any spelling
``CITES=CN101088797A``, ``CITEDBY=…``       what cites a document; what a document cites
``CITED>=10``, ``CLAIMS=[5 TO 10]``         how often cited, how many claims
``*``                                       everything
==========================================  ============================================================================
"""

from zhicheng.engine.patents.query.errors import QueryRefused
from zhicheng.engine.patents.query.explanation import explain
from zhicheng.engine.patents.query.fields import Field
from zhicheng.engine.patents.query.nodes import Query, all_of, any_of, leaves
from zhicheng.engine.patents.query.parsing import parse, words
from zhicheng.engine.patents.query.printing import to_text

__all__ = ["Field", "Query", "QueryRefused", "all_of", "any_of", "explain", "leaves", "parse", "to_text", "words"]
