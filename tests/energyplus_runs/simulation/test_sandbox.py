"""Attacks, with the intake left out: hostile code and hostile models must get nowhere in every sandbox there is."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from energyplus_runs.simulation.installation import Engine
from energyplus_runs.simulation.results import read_results
from energyplus_runs.simulation.runner import RunLimits, RunOutcome, Status, run
from energyplus_runs.simulation.sandbox import Confinement, KernelLimits, Sandbox, available, available_kinds
from standard_site.lib.findings import has_errors
from tests.energyplus_runs.simulation.conftest import Ran, model_text

KINDS = available_kinds()
WORD = "zqxkvjw"  # the engine shows seven letters of a foreign file's first word
LARGE_PAGES = Path("/sys/kernel/mm/transparent_hugepage/enabled")
LIMITS = KernelLimits(cpu_s=20, memory_bytes=2 * 2**30, file_bytes=2**20)


@dataclass(frozen=True)
class Target:
    """A folder beside the run with a secret that the attacker would like to have."""

    folder: Path
    secret: Path


@pytest.fixture
def target(tmp_path: Path) -> Target:
    folder = tmp_path / "outside"
    folder.mkdir()
    secret = folder / "secret.txt"
    secret.write_text(f"{WORD} {WORD}\n", encoding="ascii")
    return Target(folder, secret)


def confined(
    kind: Sandbox, folder: Path, command: list[str], *readable: Path
) -> subprocess.CompletedProcess[str]:
    arguments = Confinement(kind, folder.resolve(), readable, LIMITS).arguments(command)
    return subprocess.run(arguments, capture_output=True, text=True, timeout=30, check=False)


def python(kind: Sandbox, folder: Path, code: str) -> dict[str, object]:
    """What Python code of the attacker's prints as JSON: the hardest case, native code that does as it likes."""
    base = Path(sys.base_prefix)
    program = next(
        path for path in (base / "bin").glob("python3*") if path.resolve() == Path(sys.executable).resolve()
    )
    done = confined(kind, folder, [str(program.resolve()), "-I", "-c", code], base)
    assert done.returncode == 0, done.stderr
    answer: dict[str, object] = json.loads(done.stdout)
    return answer


def test_this_machine_has_a_sandbox_and_the_best_is_taken() -> None:
    assert KINDS
    assert available() is KINDS[0]
    assert Sandbox.NONE not in KINDS


@pytest.mark.parametrize("kind", KINDS)
class TestHostileCode:
    def test_it_works_in_its_folder(self, kind: Sandbox, run_folder: Path) -> None:
        done = confined(kind, run_folder, ["/bin/sh", "-c", "echo 里 > 内.txt && pwd; exit 7"])
        assert (done.returncode, done.stdout.strip()) == (7, str(run_folder.resolve()))
        assert (run_folder / "内.txt").read_text(encoding="utf-8") == "里\n"

    def test_it_cannot_read_list_write_or_link_outside(
        self, kind: Sandbox, run_folder: Path, target: Target
    ) -> None:
        script = f"""
            read word < '{target.secret}' && echo "read $word"
            for name in '{target.folder}'/*; do [ -e "$name" ] && read w < "$name" && echo "listed $w"; done
            echo bad > '{target.folder}/written' && echo wrote
            echo bad >> '{target.secret}' && echo appended
            true > '{target.secret}' && echo truncated
            exit 0"""
        done = confined(kind, run_folder, ["/bin/sh", "-c", script])
        assert (done.returncode, done.stdout) == (0, "")
        assert sorted(target.folder.iterdir()) == [target.secret]
        assert target.secret.read_text(encoding="ascii").split() == [WORD, WORD]

    def test_a_link_made_inside_does_not_lead_out(
        self, kind: Sandbox, run_folder: Path, target: Target
    ) -> None:
        (run_folder / "way").symlink_to(target.secret)
        done = confined(
            kind, run_folder, ["/bin/sh", "-c", "read word < way && echo $word; echo bad > way; exit 0"]
        )
        assert done.stdout == ""
        assert WORD in target.secret.read_text(encoding="ascii")

    def test_it_knows_nothing_of_the_services_environment(
        self, kind: Sandbox, run_folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SECRET_KEY", "TOPSECRET")
        done = confined(
            kind, run_folder, ["/bin/sh", "-c", f"set; read v < /proc/{os.getpid()}/environ && echo $v"]
        )
        assert done.stdout
        assert "TOPSECRET" not in done.stdout

    def test_it_asks_the_kernel_for_large_pages_and_gets_them(self, kind: Sandbox, run_folder: Path) -> None:
        code = """if True:
            import json, os, resource
            from pathlib import Path
            known = Path("/sys/kernel/mm/transparent_hugepage/enabled")
            before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
            kept = [b"x" * 2**16 for _ in range(2**10)]
            pages = resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before
            print(json.dumps({"asked": os.environ["GLIBC_TUNABLES"], "pages": pages,
                              "given": known.read_text() if known.exists() else ""}))"""
        told = python(kind, run_folder, code)
        given = LARGE_PAGES.read_text(encoding="ascii") if LARGE_PAGES.exists() else ""
        assert (told["asked"], told["given"]) == ("glibc.malloc.hugetlb=1", given)
        small_pages = 2**26 // os.sysconf("SC_PAGE_SIZE")
        if "[madvise]" in given:
            assert 0 < int(str(told["pages"])) < small_pages / 2

    def test_it_reaches_no_network(self, kind: Sandbox, run_folder: Path) -> None:
        with closing(socket.create_server(("127.0.0.1", 0))) as tcp, closing(_udp()) as udp:
            code = f"""if True:
                import json, socket
                told = {{}}
                for name, kind, port in (("tcp", socket.SOCK_STREAM, {tcp.getsockname()[1]}),
                                         ("udp", socket.SOCK_DGRAM, {udp.getsockname()[1]})):
                    try:
                        with socket.socket(socket.AF_INET, kind) as s:
                            s.connect(("127.0.0.1", port)); s.send(b"secret"); told[name] = "sent"
                    except OSError as error:
                        told[name] = "refused"
                print(json.dumps(told))"""
            assert python(kind, run_folder, code)["tcp"] == "refused"
            tcp.settimeout(0.2)
            udp.settimeout(0.2)
            with pytest.raises(TimeoutError):
                tcp.accept()
            with pytest.raises(TimeoutError):
                udp.recv(100)

    def test_it_has_no_powers_and_cannot_reach_other_processes(self, kind: Sandbox, run_folder: Path) -> None:
        code = """if True:
            import ctypes, json, os, signal
            libc = ctypes.CDLL(None, use_errno=True)
            told = {"capabilities": [c for c in range(40) if libc.prctl(23, c, 0, 0, 0) == 1], "done": []}
            for name, act in (("chroot", lambda: os.chroot(".")), ("setuid", lambda: os.setuid(1)),
                              ("chown", lambda: os.chown(".", 1, 1)), ("kill", lambda: os.kill(VICTIM, signal.SIGKILL)),
                              ("mount", lambda: libc.mount(b"none", b".", b"tmpfs", 0, None) == 0 or int("no"))):
                try:
                    act(); told["done"].append(name)
                except (OSError, ValueError):
                    pass
            print(json.dumps(told))"""
        with _victim() as victim:
            told = python(kind, run_folder, code.replace("VICTIM", str(victim.pid)))
            time.sleep(0.05)
            assert victim.poll() is None
        assert told == {"capabilities": [], "done": []} if os.geteuid() == 0 else told["done"] == []

    def test_limits_hold_inside(self, kind: Sandbox, run_folder: Path) -> None:
        done = confined(kind, run_folder, ["/bin/sh", "-c", "while :; do printf '%100000s' x >> big; done"])
        assert done.returncode in {-25, 128 + 25}  # SIGXFSZ
        assert (run_folder / "big").stat().st_size == LIMITS.file_bytes


class _victim:
    """A process of the same user that the attacker may try to kill."""

    def __enter__(self) -> subprocess.Popen[bytes]:
        self.process = subprocess.Popen(["/bin/sh", "-c", "kill -STOP $$"])
        return self.process

    def __exit__(self, *reason: object) -> None:
        self.process.kill()
        self.process.wait()


def _udp() -> socket.socket:
    receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    receiver.bind(("127.0.0.1", 0))
    return receiver


def test_landlock_code_cannot_leave_its_process_group_or_open_any_socket(run_folder: Path) -> None:
    """Landlock has no namespaces, so a system call filter keeps the group together and the sockets shut."""
    code = """if True:
        import json, os, socket
        told = []
        for name, act in (("setsid", lambda: os.setsid()), ("udp", lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM)),
                          ("unix", lambda: socket.socket(socket.AF_UNIX)), ("setpgid", lambda: os.setpgid(0, 0))):
            if os.fork() == 0:
                try:
                    act()
                except PermissionError:
                    os._exit(0)
                os._exit(1)
            if os.wait()[1]:
                told.append(name)
        print(json.dumps({"done": told}))"""
    for kind in {Sandbox.LANDLOCK} & set(KINDS):
        assert python(kind, run_folder, code) == {"done": []}


ATTACKS = {
    "native code in an FMU": """
        ExternalInterface, FunctionalMockupUnitImport;
        ExternalInterface:FunctionalMockupUnitImport, {secret}, 15, 0;""",
    "Python plugin": """
        PythonPlugin:SearchPaths, Paths, Yes, Yes, No, {outside};
        PythonPlugin:Instance, Evil, Yes, evil, Evil;""",
    "window data file": """
        Construction:WindowDataFile, Leak, {secret};""",
    "window data file by a path upwards": """
        Construction:WindowDataFile, Leak, ../../../../../../..{secret};""",
    "table from a file": """
        Table:IndependentVariable, X, Linear, Constant, 0, 1, , Dimensionless, {secret}, 1, 1;
        Table:IndependentVariableList, XS, X;
        Table:Lookup, Y, XS, , , , , Dimensionless, {secret}, 1, 1;""",
    "schedule from a file": """
        Schedule:File, Probe, Any number, {secret}, 1, 0, 8760, Comma;""",
    "shading from a file": """
        Schedule:File:Shading, {secret};""",
}


Simulate = Callable[[str, Sandbox], RunOutcome]


@pytest.fixture
def simulate(engine: Engine, epw: Path, run_folder: Path, target: Target) -> Simulate:
    """Run a model with the attacker's plugin lying beside it."""
    plugin = target.folder.parent / "evil.py"
    plugin.write_text(f"open({str(target.folder / 'written')!r}, 'w').write('bad')\n", encoding="utf-8")

    def start(text: str, kind: Sandbox) -> RunOutcome:
        limits = RunLimits(wall_s=20)
        return run(
            engine, text, epw, run_folder, limits=limits, sandbox=kind, extra_files=[plugin], trusted=True
        )

    return start


def attacked(attack: str, target: Target) -> str:
    return model_text() + ATTACKS[attack].format(secret=target.secret, outside=target.folder)


def leaks(outcome: RunOutcome, folder: Path) -> bool:
    told = json.dumps([finding.to_json() for finding in outcome.findings])
    files = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    return WORD in told.lower() or any(WORD.encode() in content.lower() for content in files)


@pytest.mark.engine
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("attack", ATTACKS)
def test_a_hostile_model_fails_and_the_secret_stays_secret(
    kind: Sandbox, attack: str, simulate: Simulate, run_folder: Path, target: Target
) -> None:
    outcome = simulate(attacked(attack, target), kind)
    assert outcome.status is Status.FAILED
    assert has_errors(outcome.findings)
    assert not leaks(outcome, run_folder)
    assert sorted(target.folder.iterdir()) == [target.secret]


@pytest.mark.engine
def test_without_walls_the_attack_would_have_told(
    simulate: Simulate, run_folder: Path, target: Target
) -> None:
    """So the tests above would notice: the engine itself quotes the foreign file."""
    assert leaks(simulate(attacked("window data file", target), Sandbox.NONE), run_folder)


@pytest.mark.engine
@pytest.mark.parametrize("kind", [*KINDS[1:], Sandbox.NONE])
def test_an_honest_model_gives_the_same_bits_behind_every_wall(
    kind: Sandbox, simulate: Simulate, box_run: Ran
) -> None:
    outcome = simulate(model_text(), kind)
    assert outcome.sql is not None
    assert box_run.outcome.sql is not None
    assert read_results(outcome.sql) == read_results(box_run.outcome.sql)


@pytest.fixture(autouse=True)
def _nothing_left_behind() -> Iterator[None]:
    """Whatever an attack tried, the service's own folder stays as it was."""
    before = sorted(Path.cwd().iterdir())
    yield
    assert [
        path for path in sorted(Path.cwd().iterdir()) if path not in before and path.name == "in.idf"
    ] == []
