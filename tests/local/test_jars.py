from __future__ import annotations

import zipfile
from pathlib import Path

from dateline.local.jars import merge_jars


def test_the_first_file_counts_and_services_are_joined(tmp_path: Path) -> None:
    contents = [
        {"a/A.class": b"first", "META-INF/services/s": b"a.One", "META-INF/X.RSA": b"signed", "a/": b""},
        {"a/A.class": b"second", "META-INF/services/s": b"b.Two\n", "META-INF/MANIFEST.MF": b"Main-Class: b.B"},
    ]
    for number, content in enumerate(contents):
        with zipfile.ZipFile(tmp_path / f"{number}.jar", "w") as jar:
            for name, data in content.items():
                jar.writestr(name, data)
    merge_jars(sorted(tmp_path.glob("*.jar")), tmp_path / "merged.jar")
    with zipfile.ZipFile(tmp_path / "merged.jar") as merged:
        assert sorted(merged.namelist()) == ["META-INF/MANIFEST.MF", "META-INF/services/s", "a/A.class"]
        assert merged.read("a/A.class") == b"first"
        assert merged.read("META-INF/services/s").split() == [b"a.One", b"b.Two"]
        assert b"Multi-Release: true" in merged.read("META-INF/MANIFEST.MF")
