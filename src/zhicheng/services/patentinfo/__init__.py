"""Patent information 专利信息: search, patents, what people keep of them, and the loads that bring them."""
