from pathlib import Path

import pytest

from palabre.settings import BadSetting, Settings, read_settings


def test_an_empty_environment_gives_the_defaults() -> None:
    """Other programs' variables are none of ours."""
    assert read_settings({"PATH": "/bin", "PALABRE": "x", "PALABRE_CI": "1"}) == Settings()


def test_each_setting_is_read() -> None:
    """Numbers are numbers, paths are paths, words are words."""
    given = {
        "PALABRE_PORT": "9000", "PALABRE_FOLDER": "/srv/palabre", "PALABRE_RETENTION_HOURS": "12",
        "PALABRE_ORIGIN": "https://chat.example", "PALABRE_ROOM_AUDIENCE": "50", "PALABRE_LOG_LEVEL": "error",
        "PALABRE_TRUSTED_PROXIES": "127.0.0.1, ::1",
    }  # fmt: skip
    wanted = Settings(
        port=9000, folder=Path("/srv/palabre"), retention_hours=12, origin="https://chat.example",
        room_audience=50, log_level="error", trusted_proxies="127.0.0.1, ::1",
    )  # fmt: skip
    assert read_settings(given) == wanted
    assert wanted.proxies == {"127.0.0.1", "::1"}


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [("PORT", "eighty", "whole number"), ("PORT", "", "whole number"), ("PORT", "65536", "0 to 65535"),
     ("PORT", "-1", "0 to 65535"), ("PORT", "8e3", "whole number"), ("PORT", "²", "whole number"),
     ("RETENTION_HOURS", "0", "1 to 24"), ("RETENTION_HOURS", "25", "1 to 24"),
     ("ROOM_AUDIENCE", "1", "2 to 5000"), ("ROOM_AUDIENCE", "5001", "2 to 5000"),
     ("TRUSTED_PROXIES", "proxy.example", "such as"), ("TRUSTED_PROXIES", "10.0.0.0/8", "such as"),
     ("LOG_LEVEL", "loud", "debug, info, warning or error"),
     ("ORIGIN", "https://chat.example/", "a slash at its end"), ("ORIGIN", "chat.example", "https://"),
     ("ORIGIN", "https://chat.example/palabre", "without a path"), ("FOLDER", "", "give a path")],
)  # fmt: skip
def test_a_bad_value_is_named_with_its_remedy(name: str, value: str, wanted: str) -> None:
    """The message names the setting and what it may be."""
    with pytest.raises(BadSetting) as refused:
        read_settings({f"PALABRE_{name}": value})
    assert f"PALABRE_{name}" in str(refused.value)
    assert wanted in str(refused.value)


def test_a_mistyped_name_is_refused_with_the_known_ones() -> None:
    """A setting that does not exist is a mistake, told with what does."""
    with pytest.raises(BadSetting) as refused:
        read_settings({"PALABRE_PROT": "9000"})
    assert "PALABRE_PROT is no setting" in str(refused.value)
    assert "PALABRE_PORT" in str(refused.value)
