"""Word documents in the manner of Chinese offices: written by code from a blank page, with charts that can be edited."""

from zhicheng.base.documents.word.charts import Bars, Lines, Series
from zhicheng.base.documents.word.paper import Align, Facts, Grid, Paper

__all__ = ["Align", "Bars", "Facts", "Grid", "Lines", "Paper", "Series"]
