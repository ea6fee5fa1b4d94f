"""`hub.toml`: read, refused in words; the one that is shipped is right."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.office_server.options import HubOptionsError, read_options

SHIPPED = Path(__file__).parents[2] / "deploy" / "jupyterhub" / "hub.toml"
LINES = 'home = "/a"\nrun = "/b"\ndashboards = "/c"\n'


def written(folder: Path, text: str) -> Path:
    path = folder / "hub.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_shipped_file_is_read() -> None:
    options = read_options(SHIPPED)
    assert options.own_accounts and options.behind_proxy and "{account}" in options.database
    assert options.users_file == options.run / "users.json" and options.every_host[-1] == "localhost"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("home =", "写法有误"),
        ('run = "/b"\ndashboards = "/c"\n', "home"),
        (LINES + "colour = 1\n", "colour"),
        (LINES + 'database = "postgresql://a:secret@/w"\n', "密码"),
        (LINES + 'hub_port = "x"\n', "hub_port"),
    ],
)
def test_wrong_file_is_refused_in_words(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(HubOptionsError, match=said) as refused:
        read_options(written(tmp_path, text))
    assert "hub.toml" in str(refused.value)


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(HubOptionsError, match="读不了"):
        read_options(tmp_path / "none.toml")
