import subprocess
import sys
from pathlib import Path

import pytest

from analysis.clean.files import old_workbook_trial
from analysis.clean.files.workbook_guards import can_be_opened

SOUND = (Path(__file__).parent / "old_format.xls").read_bytes()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sets no limits")
def test_a_system_that_refuses_the_limits_still_opens_a_sound_workbook() -> None:
    program = (
        "import resource, runpy, sys\n"
        "def refuse(*_): raise ValueError('current limit exceeds maximum limit')\n"
        "resource.setrlimit = refuse\n"
        "runpy.run_path(sys.argv[1], run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, old_workbook_trial.__file__],
        input=SOUND,
        capture_output=True,
        check=False,
    )
    assert done.stderr == b""
    assert done.returncode == 0


@pytest.mark.parametrize(("name", "value"), [("executable", None), ("executable", ""), ("frozen", True)])
def test_a_sound_workbook_is_opened_where_there_is_no_interpreter_to_try_it_in(
    name: str, value: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, name, value, raising=False)
    if name == "frozen":  # the program itself: it takes no script
        monkeypatch.setattr(sys, "executable", "/no/such/program")
    assert can_be_opened(SOUND)
