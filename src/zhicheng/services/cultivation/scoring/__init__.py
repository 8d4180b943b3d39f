"""Score sheets: pure arithmetic in `sheet`, the numbers from records and entries in `filling`."""
