"""Information outlets 服务网点 and what they cover."""
