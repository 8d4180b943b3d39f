"""Strong counties 强县工程: workbench, quarterly return, guidance."""
