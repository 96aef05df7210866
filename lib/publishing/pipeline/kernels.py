"""The kernels of a run: where they stand, what they see of the machine, how they start and how they end.

Nothing of the user's configuration reaches a kernel, and none outlives the run. A warm kernel is forked by Python's
own fork server from a process that has imported the libraries, which takes several seconds a kernel and is the largest
part of a run. It is an optimisation: where the platform has no fork server, or it fails, a stock kernel takes over.
"""

import asyncio
import contextlib
import multiprocessing
import os
import secrets
import signal
import socket
import sys
import time
from collections.abc import Iterator
from importlib.metadata import EntryPoint
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import cast

# jsonschema would compile a grammar for international addresses at its import, for a check that no schema here asks
# for: over a second in each process. This name tells it that the optional package is not there.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

import zmq  # noqa: E402
from jupyter_client.connect import KernelConnectionInfo  # noqa: E402
from jupyter_client.kernelspec import KernelSpec  # noqa: E402
from jupyter_client.manager import AsyncKernelManager  # noqa: E402
from jupyter_client.provisioning.factory import KernelProvisionerFactory  # noqa: E402
from jupyter_client.provisioning.local_provisioner import LocalProvisioner  # noqa: E402

from lib import paths  # noqa: E402
from lib.errors import KernelError  # noqa: E402

NAME = "series-warm"
#: What every kernel needs, whatever its notebook imports. Not matplotlib_inline: loaded before the fork, it would
#: lose figures.
PRELOAD = (
    "lib.publishing.pipeline.kernels",
    "lib.publishing.pipeline.failures",
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipykernel.zmqshell",
    "ctypes",
)
#: Settings of a user that would change what a notebook does.
_FOREIGN = (
    "PYTHON",
    "JUPYTER",
    "IPYTHON",
    "MPL",
    "MATPLOTLIB",
    "LC_",
    "LANG",
    "OMP_",
    "OPENBLAS_",
    "MKL_",
    "TZ",
    "PYTEST_",
)
#: One thread before a fork, and one order of sets.
_FIXED = {
    "PYTHONHASHSEED": "0",
    "PYTHONUTF8": "1",
    "PYTHONNOUSERSITE": "1",
    "PYTHONPATH": str(paths.ROOT),
    "LC_ALL": "C.UTF-8",
    "TZ": "UTC",
    "MPLBACKEND": "agg",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "JUPYTER_NO_CONFIG": "1",
    "JUPYTER_PLATFORM_DIRS": "1",
}
#: What a kernel does before its first cell: leave out that grammar; send errors of the series as data (see
#: `failures`); and on Linux ask to be killed when its parent ends, however that ends and whatever a cell is doing. No
#: name may stay behind.
_FIRST = "__import__('sys').modules.setdefault('rfc3987_syntax');"
_FIRST += (
    " __import__('lib.publishing.pipeline.failures', fromlist=['install']).install(get_ipython());"
)
if sys.platform == "linux":
    _FIRST += f" __import__('ctypes').CDLL(None).prctl(1, {int(signal.SIGKILL)});"

#: Where a kernel writes what it has to say before it can answer, in the folder that it stands in.
LOG = "kernel.log"
#: Longest path of a socket on any system that has them (macOS), less what jupyter_client adds for each of its five.
_SOCKET_PATH = 104 - len("-5") - 1

#: Process groups of the kernels that run now.
running: set[int] = set()
#: Folders in which a fork server of ours listens.
_listening: list[Path] = []
_warm = False


def environment(folder: Path) -> dict[str, str]:
    """Environment of a kernel that stands in `folder`: the user's, without what would change a result."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(_FOREIGN)}
    cache = os.environ.get(
        "MPLCONFIGDIR"
    )  # only its list of fonts is read, and takes seconds to make
    if not cache and not os.access(os.path.expanduser("~"), os.W_OK):
        cache = str(folder)
    return {
        **kept,
        **_FIXED,
        **({"MPLCONFIGDIR": cache} if cache else {}),
        "MATPLOTLIBRC": str(folder / "matplotlibrc"),
        "IPYTHONDIR": str(folder / "ipython"),
        **{
            f"JUPYTER_{name}_DIR": str(folder / "jupyter") for name in ("CONFIG", "DATA", "RUNTIME")
        },
    }


def create_workdir(folder: Path) -> Path:
    """A folder for a kernel to stand in, with settings of matplotlib that set nothing."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "matplotlibrc").write_text("", "utf-8")
    return folder


def address(folder: Path) -> dict[str, str]:
    """Where a kernel that stands in `folder` listens, as settings of a kernel manager.

    A port is chosen, closed and handed over, so that another process can take it in between; a socket with a name of
    its own cannot be taken. On Linux the name is in no folder, so it has no limit of length that matters and nothing is
    left when the kernel ends. Messages are signed with a key in either case.

    Raises
    ------
    KernelError : the system has neither such sockets nor a loopback network
    """
    name = f"@series-{os.getpid()}-{secrets.token_hex(8)}"
    file = folder / "socket"
    if zmq.has("ipc") and sys.platform == "linux" and _can_listen(socket_path="\0" + name[1:]):
        return {"transport": "ipc", "ip": name}
    fits = len(os.fsencode(file)) <= _SOCKET_PATH
    if zmq.has("ipc") and sys.platform != "win32" and fits and _can_listen(socket_path=str(file)):
        return {"transport": "ipc", "ip": str(file)}
    try:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
    except OSError as error:
        raise KernelError(
            "the machine",
            f"a kernel cannot listen on 127.0.0.1: {error.strerror}",
            "Bring up the loopback network: ip link set lo up.",
        ) from None
    return {"transport": "tcp", "ip": "127.0.0.1"}


def _can_listen(socket_path: str) -> bool:
    """Whether the system has sockets of that kind in that place."""
    try:
        with socket.socket(socket.AF_UNIX) as probe:
            probe.bind(socket_path)
        if not socket_path.startswith("\0"):
            os.unlink(socket_path)
    except OSError:
        return False
    return True


def warm_up(folder: Path, modules: list[str]) -> None:
    """Have kernels started from here on be forked from a process that imports `modules`; Linux only."""
    global _warm
    if sys.platform != "linux":
        return
    from multiprocessing import forkserver

    forkserver.set_forkserver_preload([*PRELOAD, *modules])
    _listen_in(create_workdir(folder))
    with _temporary_environment(folder), contextlib.suppress(OSError):
        forkserver.ensure_running()  # it imports in its own time, while this process imports papermill
        _warm = True


def _listen_in(folder: Path) -> None:
    """Have the fork server listen in `folder`: its own folder for temporary files would outlive a killed run.

    Through the descriptor of the folder the path is short however long the folder's is. Where that does not work
    (a file system without sockets) no fork server starts, and kernels are stock ones.
    """
    if _server():
        return
    _clear_listeners(folder)  # of a run that was stopped
    _listening.append(folder)
    descriptor = os.open(folder, os.O_RDONLY)
    config = multiprocessing.current_process()._config  # type: ignore[attr-defined]
    config["tempdir"] = f"/proc/self/fd/{descriptor}"


def _clear_listeners(folder: Path) -> None:
    """Take away the sockets in a folder: nobody can copy them, and a finished run needs none."""
    for socket_file in folder.glob("listener-*"):
        with contextlib.suppress(OSError):
            socket_file.unlink()


@contextlib.contextmanager
def _temporary_environment(folder: Path) -> Iterator[None]:
    """Stand in `folder` with the environment of a kernel, for a process to start there; its words go to a log."""
    before, place, kept = dict(os.environ), os.getcwd(), (os.dup(1), os.dup(2))
    log = os.open(folder / "kernels.log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        variables = environment(folder)  # before there is nothing left to read
        os.environ.clear()
        os.environ.update(variables)
        os.chdir(folder)
        sys.stdout.flush()
        os.dup2(log, 1)
        os.dup2(log, 2)
        yield
    finally:
        for number, descriptor in enumerate(kept, 1):
            os.dup2(descriptor, number)
            os.close(descriptor)
        os.close(log)
        os.chdir(place)
        os.environ.clear()
        os.environ.update(before)


def end_all() -> None:
    """Kill every kernel that runs, and the process that they are forked from; it would go by itself, but later."""
    for group in list(running):
        with contextlib.suppress(OSError):
            os.killpg(group, signal.SIGKILL)
    server = _server()
    if server:
        with contextlib.suppress(OSError):
            os.kill(server, signal.SIGKILL)
    while _listening:
        _clear_listeners(_listening.pop())


def _server() -> int | None:
    """Process id of the fork server, if this process has started one."""
    module = sys.modules.get("multiprocessing.forkserver")
    return getattr(getattr(module, "_forkserver", None), "_forkserver_pid", None)


class Manager(AsyncKernelManager):
    """Starts a kernel of this Python, whatever kernels the user has installed under whatever name."""

    @property
    def kernel_spec(self) -> KernelSpec:
        """The interpreter of the run, by our provisioner."""
        known = KernelProvisionerFactory.instance().provisioners
        here = EntryPoint(
            NAME,
            "lib.publishing.pipeline.kernels:WarmProvisioner",
            KernelProvisionerFactory.GROUP_NAME,
        )
        known.setdefault(NAME, here)  # also where the package is not installed
        command = [sys.executable, "-P", "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        return KernelSpec(
            argv=command,
            display_name="Python 3",
            language="python",
            metadata={"kernel_provisioner": {"provisioner_name": NAME}},
        )


def _serve(arguments: list[str], environment: dict[str, str], folder: str) -> None:
    """In the fork: become an ipykernel, in a session of its own, that ends when the fork server does."""
    os.setsid()
    config = multiprocessing.current_process()._config  # type: ignore[attr-defined]
    config.pop("tempdir", None)  # it is the run's, see _listen_in
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD):
        signal.signal(
            number, signal.SIG_DFL if number != signal.SIGINT else signal.default_int_handler
        )
    os.chdir(folder)
    _write_to_log()
    os.environ.clear()
    os.environ.update(environment, JPY_PARENT_PID=str(os.getppid()))
    time.tzset()
    # The fork server ends when the last holder of this pipe does; that must be the run, not the kernels.
    held = getattr(
        getattr(sys.modules.get("multiprocessing.forkserver"), "_forkserver", None),
        "_forkserver_alive_fd",
        None,
    )
    if held is not None:
        os.close(held)
    sys.argv = ["ipykernel_launcher", *arguments]
    from ipykernel import kernelapp

    application = kernelapp.IPKernelApp.instance(parent_handle=os.getppid())
    application.initialize(arguments)
    application.start()


def _write_to_log() -> None:
    """Have what this process says before it can answer go to a log of its own, not to that of the fork server."""
    log = os.open(LOG, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.close(log)


class _Forked:
    """A forked kernel in the shape of `subprocess.Popen`, which is what a provisioner holds."""

    stdin = stdout = stderr = None

    def __init__(self, process: BaseProcess) -> None:
        self.process, self.pid = process, process.pid

    @property
    def returncode(self) -> int | None:
        return self.poll()

    def poll(self) -> int | None:
        """Exit code, None while it runs."""
        return self.process.exitcode

    def wait(self, timeout: float | None = None) -> int | None:
        """Wait for the end; the exit code."""
        self.process.join(timeout)
        return self.process.exitcode

    def send_signal(self, number: int) -> None:
        """Signal the kernel, if it still runs."""
        if self.poll() is None:
            os.kill(cast("int", self.pid), number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)


class WarmProvisioner(LocalProvisioner):
    """Starts a kernel by a fork where one can be had; registered as an entry point of jupyter_client."""

    async def launch_kernel(self, cmd: list[str], **kwargs) -> KernelConnectionInfo:
        """Start a kernel for the command `cmd`, and note that it runs."""
        cmd = [*cmd, "--HistoryManager.enabled=False", f"--IPKernelApp.exec_lines={_FIRST}"]
        if not (_warm and await self._fork(cmd, kwargs)):
            await super().launch_kernel(cmd, **kwargs)
        running.add(cast("int", self.pgid or self.pid))
        return self.connection_info

    async def _fork(self, cmd: list[str], kwargs: dict) -> bool:
        """Fork a kernel; False where that fails."""
        folder = str(kwargs.get("cwd") or os.getcwd())
        arguments = cmd[cmd.index("ipykernel_launcher") + 1 :]
        process = multiprocessing.get_context("forkserver").Process(
            target=_serve,
            args=(arguments, {k: str(v) for k, v in kwargs["env"].items()}, folder),
            daemon=True,
        )
        try:
            await asyncio.to_thread(process.start)
        except (OSError, EOFError):  # the fork server has died
            return False
        self.process = _Forked(process)  # type: ignore[assignment]
        self.pid = self.pgid = process.pid
        self.cwd = folder
        return True

    async def cleanup(self, restart: bool = False) -> None:
        """Note that the kernel has ended."""
        running.discard(self.pgid or self.pid)
        await super().cleanup(restart)
