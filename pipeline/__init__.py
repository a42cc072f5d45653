"""Review of local documents against the Law on Grassroots Democracy Implementation (10/2022/QH15)."""

__version__ = "0.1.0"
