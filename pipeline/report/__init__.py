"""Reviews → JSONL, HTML, DOCX and XLSX."""

from pipeline.report.options import Format, LawView, ReportOptions
from pipeline.report.slip_paper import write_slip
from pipeline.report.summarize import Handling, Summary
from pipeline.report.write import write_reports

__all__ = ["Format", "Handling", "LawView", "ReportOptions", "Summary", "write_reports", "write_slip"]
