"""One hostile object of each kind that was shown to work against an engine without protection."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Attack:
    """What the object would do, its IDF text, and the code of the finding that must refuse it."""

    kind: str
    would: str
    text: str
    code: str


ATTACKS = (
    Attack(
        "FMU import",
        "load native code into the engine",
        "ExternalInterface,FunctionalMockupUnitImport;\n"
        "ExternalInterface:FunctionalMockupUnitImport,/tmp/attack.fmu,0,0;\n",
        "external-interface-refused",
    ),
    Attack(
        "Python plugin",
        "run Python code",
        "PythonPlugin:SearchPaths,Paths,Yes,Yes,No,/tmp;\nPythonPlugin:Instance,Attack,No,attack,Attack;\n",
        "python-plugin-refused",
    ),
    Attack(
        "Window data file",
        "leak the first word of a file",
        "Construction:WindowDataFile,Leak,/etc/hostname;\n",
        "window-data-file-refused",
    ),
    Attack(
        "Table with external file",
        "crash the engine on a file of its choice",
        "Table:IndependentVariable,Reader,Linear,Constant,0,1,0.5,Dimensionless,/etc/passwd,1,1;\n",
        "file-reference-refused",
    ),
    Attack(
        "Schedule file",
        "ask whether a file exists",
        "Schedule:File,Oracle,,/etc/shadow,1,0,8760;\n",
        "schedule-file-refused",
    ),
    Attack("Macro", "include a file", "##include /etc/passwd\n", "macro-line"),
)
