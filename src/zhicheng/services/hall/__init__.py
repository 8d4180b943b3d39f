"""The one-stop hall 服务大厅: items, applications and what each organisation can have."""
