"""Who was visited or advised, and what followed 服务台账; custody of SMEs' matters 托管."""
