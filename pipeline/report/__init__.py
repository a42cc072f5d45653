"""Reviews → JSONL, HTML, DOCX and XLSX."""
