"""Components, tables, charts, exports: how every page is built."""
