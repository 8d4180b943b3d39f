"""Word documents in the manner of Chinese offices: written by code from a blank page, with charts that can be edited."""

from zhicheng.base.documents.word.charts import Bars, Lines, Series
from zhicheng.base.documents.word.markup import Align, Grid
from zhicheng.base.documents.word.paper import Facts, Paper

__all__ = ["Align", "Bars", "Facts", "Grid", "Lines", "Paper", "Series"]
