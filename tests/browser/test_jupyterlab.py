"""A notebook opened in JupyterLab, in a real browser, with Run All: from the root and from notebooks/."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

from lib import paths

pytestmark = pytest.mark.browser
READY = """() => { const w = window.jupyterapp?.shell?.currentWidget;
    return w?.sessionContext?.isReady && w.sessionContext.session?.kernel?.status === 'idle' }"""
# The shared model, not the page: JupyterLab draws only what is in view, and drew nothing once with no kernel at all.
CELLS = """() => window.jupyterapp.shell.currentWidget.content.model.sharedModel.toJSON().cells
    .filter(c => c.cell_type === 'code')
    .map(c => ({ran: c.execution_count,
                kinds: c.outputs.map(o => (o.metadata?.report?.kind) || o.output_type),
                errors: c.outputs.filter(o => o.output_type === 'error').map(o => o.ename + ': ' + o.evalue)}))"""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(params=["", "notebooks"])
def lab(request, tmp_path):
    """A running JupyterLab: (address, path of a notebook there)."""
    port = _free_port()
    settings = [
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        "--IdentityProvider.token=t",
        "--LabApp.expose_app_in_browser=True",
        "--LabApp.extension_manager=readonly",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]
    environment = {
        **os.environ,
        "JUPYTER_CONFIG_DIR": str(tmp_path / "config"),
        "IPYTHONDIR": str(tmp_path / "ipython"),
        "JUPYTER_RUNTIME_DIR": str(tmp_path / "runtime"),
    }
    server = subprocess.Popen(
        [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", *settings],
        cwd=paths.ROOT / request.param,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{address}/api/status?token=t", server)
        yield address, ("notebooks/" if not request.param else "") + "01-judicial-outcomes.ipynb"
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(20)


def _wait_for(url: str, server: subprocess.Popen) -> None:
    for _ in range(240):
        assert server.poll() is None, "JupyterLab ended"
        try:
            with urllib.request.urlopen(url) as answer:
                json.load(answer)
            return
        except OSError:
            time.sleep(0.25)
    raise AssertionError("JupyterLab did not answer")


def test_run_all_in_jupyterlab(lab, chromium):
    address, notebook = lab
    page = chromium.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}/lab/tree/{notebook}?token=t&reset")
    page.wait_for_function(READY, timeout=90_000)
    page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-all-cells')")
    page.wait_for_function(READY, timeout=180_000)
    cells = page.evaluate(CELLS)
    assert [c["errors"] for c in cells if c["errors"]] == []
    assert all(c["ran"] for c in cells)
    kinds = [kind for c in cells for kind in c["kinds"]]
    assert kinds.count("figure") >= 4
    assert kinds.count("finding") >= 8
    assert "stream" not in kinds
    assert [url for url in asked if not url.startswith((address, "data:", "blob:", "ws:"))] == []
    page.close()
