"""The notebooks run from top to bottom on small data, and are kept without outputs."""

from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_notebook_is_kept_without_outputs(path, require):
    try:
        import nbformat
    except ImportError as error:
        require(False, f"notebooks need the packages of the notebooks extra ({error})")
        return
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert not cell.outputs
            assert cell.execution_count is None


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_notebook_runs_on_small_data(path, monkeypatch, require):
    try:
        import ipykernel
        import matplotlib
        import nbformat
        from nbclient import NotebookClient
    except ImportError as error:
        require(False, f"notebooks need the packages of the notebooks extra ({error})")
        return
    assert ipykernel
    assert matplotlib
    monkeypatch.setenv("RASOAT_NOTEBOOKS", "small")
    monkeypatch.setenv("MPLBACKEND", "agg")
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(FOLDER)}}).execute()
    assert all(cell.execution_count for cell in notebook.cells if cell.cell_type == "code")


def test_the_four_notebooks_are_there():
    assert [p.stem[:2] for p in NOTEBOOKS] == ["01", "02", "03", "04"]
