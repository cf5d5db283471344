"""The machine that is measured on."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import re
from pathlib import Path

LIBRARIES = ("mediapipe", "opencv-contrib-python", "numpy", "pillow")


def machine_description() -> dict[str, str]:
    """Processor, memory, system, versions and how busy the machine is with other work."""
    cpuinfo = Path("/proc/cpuinfo").read_text()
    model = re.search(r"^model name\s*:\s*(.+)$", cpuinfo, re.M)
    memory = re.search(r"^MemTotal:\s*(\d+) kB", Path("/proc/meminfo").read_text(), re.M)
    usable = len(os.sched_getaffinity(0))
    return {
        "processor": model[1].strip() if model else platform.processor(),
        "cores": f"{usable} of {os.cpu_count()} usable",
        "memory": f"{int(memory[1]) / 1024**2:.0f} GiB" if memory else "unknown",
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "libraries": ", ".join(f"{name} {importlib.metadata.version(name)}" for name in LIBRARIES),
        "load": ", ".join(f"{load:.1f}" for load in os.getloadavg()),
    }
