"""Steps of a set-up for tests."""


def succeed() -> str:
    return "做了 3 件"


def fail() -> str:
    raise ValueError("第 7 行缺少名称")
