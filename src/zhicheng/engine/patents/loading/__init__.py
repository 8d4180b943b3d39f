"""From files to the lake: recognised, read, completed, written in batches that survive a kill."""

from zhicheng.engine.patents.loading.inputs import Input, LoadRefused, file_inputs, records_input
from zhicheng.engine.patents.loading.load import Follower, Progress, catch_up, load

__all__ = ["Follower", "Input", "LoadRefused", "Progress", "catch_up", "file_inputs", "load", "records_input"]
