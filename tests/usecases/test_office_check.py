"""The inspection of a deployment: a sound one has nothing to mend; each thing that is broken is named with what to do."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from workbench.domain.roles import Role
from workbench.office_server.options import read_options
from workbench.office_server.posts import PostError, post_of
from workbench.reference.office_files import Place
from workbench.usecases import office_accounts, office_check
from workbench.usecases.doctor import Health, Level
from workbench.usecases.office_accounts import Server
from workbench.usecases.office_check import UNITS, Deployment, check_office
from workbench.usecases.office_commands import CommandFailed
from workbench.usecases.office_database import Cluster
from workbench.usecases.office_permissions import Layout, set_permissions

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="属主须为 root 的文件，只有 root 能造出来")
ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC).astimezone()
POSTS = {"zhang": "wb-director", "wang": "wb-discipline", "zhao": "wb-audit", "li": "wb-leader"}
HUB_TOML = """
home = "{root}/home"
run = "{root}/hub"
dashboards = "{root}/dashboards"
hosts = ["yanpan.example"]
behind_proxy = true
[units]
zhujian = "住建局"
"""


@dataclass
class Users:
    """A users file in memory."""

    kept: dict[str, Any] = field(default_factory=dict)

    def read(self) -> dict[str, Any]:
        return self.kept

    def add(self, name: str, password: str, group: str, unit: str) -> None: ...
    def set_password(self, name: str, password: str) -> None: ...
    def set_disabled(self, name: str, disabled: bool) -> None: ...


def _role_of(group: str) -> Role | None:
    try:
        return post_of("", [group]).role
    except PostError:
        return None


def _answers(*words: str) -> str:
    """systemd and the clock of a sound server."""
    answers = {"is-active": "active", "is-enabled": "enabled", "show": "yes", "--version": "systemd 252"}
    return answers[words[1]] + "\n"


def _numbers(name: str) -> int:
    """A made-up number for a system group: nobody is in it."""
    return 61_000 + sum(name.encode()) % 4_000


def _certificate(file: Path, days: int) -> None:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "yanpan.example")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(NOW - timedelta(days=400)).not_valid_after(NOW + timedelta(days=days))
    file.write_bytes(made.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM))


@pytest.fixture(scope="module")
def hub_settings() -> dict[str, Any]:
    """What the real configuration file of the hub makes of such a `hub.toml`."""
    from workbench.cli.office import _hub_settings

    root = Path(tempfile.mkdtemp(prefix="workbench-hub-", dir="/var/tmp"))
    (root / "hub").mkdir(mode=0o700)
    (root / "hub" / "proxy_token").write_text("a" * 64)
    (root / "hub.toml").write_text(HUB_TOML.format(root=root), encoding="utf-8")
    made = _hub_settings(ROOT / "deploy" / "jupyterhub" / "jupyterhub_config.py", root / "hub.toml")
    shutil.rmtree(root)
    return {owner: dict(values) for owner, values in made.items()}


@pytest.fixture
def deployment(hub_settings: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> Iterator[Deployment]:
    """A made-up office server without a database, in which everything else is as it should be."""
    root = Path(tempfile.mkdtemp(prefix="workbench-check-", dir="/var/tmp"))
    root.chmod(0o755)
    monkeypatch.setattr(office_accounts, "_is_there", lambda name: True)
    monkeypatch.setattr(office_accounts, "posts_of", lambda name: [POSTS[name]])
    monkeypatch.setattr(office_accounts.pwd, "getpwnam", _passwd(office_accounts.pwd.getpwnam))
    monkeypatch.setattr(office_accounts, "grp_members", _members)
    for part in ("home", "hub", "keys", "backup", "research", "dashboards"):
        (root / part).mkdir()
    _fill(root)
    places = {place: root / place.value for place in Place}
    layout = Layout(places, {"zhujian": "住建局"}, _numbers)
    set_permissions(layout)
    users = Users({name: SimpleNamespace(group=group, unit="", disabled=False) for name, group in POSTS.items()})
    hub = {owner: dict(values) for owner, values in hub_settings.items()}
    boards = dict.fromkeys(Role, ("overview",))
    yield Deployment(
        ROOT, root / "hub.toml", read_options(root / "hub.toml"), hub, Server(users, role_of=_role_of), layout, boards,
        root / "nginx.conf", root / "server.crt", _answers,
    )  # fmt: skip
    shutil.rmtree(root)


def _passwd(real: Callable[[str], Any]) -> Callable[[str], Any]:
    return lambda name: SimpleNamespace(pw_shell=office_accounts.SHELL, pw_uid=0) if name in POSTS else real(name)


def _members(group: str) -> list[str]:
    shared = {"wb-edition": list(POSTS), "wb-office": ["zhang"]}
    return shared.get(group, [name for name, held in POSTS.items() if held == group])


def _fill(root: Path) -> None:
    (root / "hub.toml").write_text(HUB_TOML.format(root=root), encoding="utf-8")
    (root / "hub.toml").chmod(0o600)
    said = f'share_group = "wb-office"\nkeys_dir = "{root}/keys"\n'
    (root / "home" / "office.toml").write_text(said, encoding="utf-8")
    (root / "home" / "calendar.csv").write_text(_calendar(), encoding="utf-8")
    for name in ("users.json", "cookie_secret", "proxy_token", "hub.sqlite"):
        (root / "hub" / name).write_text("a" * 64)
    (root / "home" / "keys").mkdir()
    (root / "home" / "keys" / "identity.keys").write_text("{}")
    (root / "keys" / "discipline").mkdir()
    (root / "keys" / "master-M0001.key").write_text("k")
    (root / "keys" / "discipline" / "accusation-J0001.key").write_text("k")
    (root / "dashboards" / "overview.ipynb").write_text("{}")
    done = root / "backup" / "2026-11-22T023000"
    done.mkdir()
    (done / "manifest.json").write_text("{}")
    (root / "backup" / "verified").touch()
    for made in (done / "manifest.json", root / "backup" / "verified"):
        os.utime(made, (NOW.timestamp() - 3600,) * 2)
    site = (ROOT / "deploy/nginx/workbench.conf").read_text(encoding="utf-8")
    (root / "workbench-proxy.conf").write_text((ROOT / "deploy/nginx/workbench-proxy.conf").read_text("utf-8"), "utf-8")
    (root / "nginx.conf").write_text(site.replace("/etc/nginx/snippets", str(root)), encoding="utf-8")
    _certificate(root / "server.crt", 300)
    (root / "server.key").touch(mode=0o600)


def _calendar() -> str:
    return "日期,名称,类型\n" + "".join(f"{year}-{day},假,休\n" for year in (2026, 2027) for day in ("01-01", "10-01"))


def _bad(health: Health) -> list[tuple[str, str]]:
    return [(one.check, one.what) for one in health.findings if one.level is Level.BAD]


NO_DATABASE = {("记录库", "database 不是本机套接字上的 PostgreSQL；多人同用须用它")}


def test_a_sound_deployment_has_nothing_to_mend(deployment: Deployment) -> None:
    health = check_office(deployment, now=NOW)
    assert set(_bad(health)) - NO_DATABASE == set()
    assert len({one.check for one in health.findings}) >= 25


def _hub(owner: str, name: str, value: Any) -> Callable[[Deployment], None]:
    def change(d: Deployment) -> None:
        d.hub[owner][name] = value

    return change


def _mode(path: str, mode: int) -> Callable[[Deployment], None]:
    return lambda d: (d.hub_file.parent / path).chmod(mode)


def _text(path: str, old: str, new: str) -> Callable[[Deployment], None]:
    def change(d: Deployment) -> None:
        file = d.hub_file.parent / path
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")

    return change


def _gone(path: str) -> Callable[[Deployment], None]:
    def change(d: Deployment) -> None:
        found = d.hub_file.parent / path
        shutil.rmtree(found) if found.is_dir() else found.unlink()

    return change


def _old(path: str, days: float) -> Callable[[Deployment], None]:
    return lambda d: os.utime(d.hub_file.parent / path, (NOW.timestamp() - days * 86_400,) * 2)


def _user(name: str, group: str) -> Callable[[Deployment], None]:
    def change(d: Deployment) -> None:
        d.server.users.read()[name] = SimpleNamespace(group=group, unit="", disabled=False)  # type: ignore[index]

    return change


def _option(**changes: Any) -> Callable[[Deployment], Deployment]:
    return lambda d: replace(d, options=d.options.model_copy(update=changes))  # type: ignore[attr-defined]


def _asks(broken: str, answer: str | None) -> Callable[[Deployment], Deployment]:
    def ask(*words: str) -> str:
        if broken in words:
            if answer is None:
                raise CommandFailed("x")
            return answer
        return _answers(*words)

    return lambda d: replace(d, ask=ask)


def _users_gone(d: Deployment) -> None:
    d.server.users.read().clear()  # type: ignore[attr-defined]


def _extra_role(d: Deployment) -> None:
    d.hub["JupyterHub"]["load_roles"] = [*d.hub["JupyterHub"]["load_roles"], {"name": "boss", "scopes": ["admin-ui"]}]


def _wide_role(d: Deployment) -> None:
    d.hub["JupyterHub"]["load_roles"] = [{"name": "user", "scopes": ["self", *office_check_scopes()]}]


def office_check_scopes() -> list[str]:
    from workbench.usecases.office_check_hub import SCOPES

    return sorted(SCOPES)


def _blind_role(d: Deployment) -> None:
    scopes = [scope for scope in office_check_scopes() if scope != "read:users!user"]
    d.hub["JupyterHub"]["load_roles"] = [{"name": "user", "scopes": scopes}]


BROKEN: dict[str, tuple[Callable[[Deployment], Any], str, str]] = {
    "hub.toml 别人能改": (_mode("hub.toml", 0o666), "服务器设置", "别的账户能改"),
    "重启断页面": (_hub("JupyterHub", "cleanup_servers", True), "服务保留", "应为 False"),
    "一人多服务": (_hub("JupyterHub", "allow_named_servers", True), "多服务", "应为 False"),
    "用户自带设置": (_hub("Spawner", "disable_user_config", False), "用户配置", "应为 True"),
    "组不由登录定": (_hub("Authenticator", "manage_groups", False), "组来源", "应为 True"),
    "启动前不核对": (_hub("Authenticator", "refresh_pre_spawn", False), "启动前核对", "应为 True"),
    "用户可自发令牌": (_wide_role, "用户权限范围", "多出 self"),
    "缺 read:users!user": (_blind_role, "用户权限范围", "登录会失败"),
    "没有收窄": (_hub("JupyterHub", "load_roles", []), "用户权限范围", "没有收窄"),
    "另有角色": (_extra_role, "用户权限范围", "另有角色 boss"),
    "设了管理员": (_hub("Authenticator", "admin_users", {"zhang"}), "管理员", "zhang"),
    "监听外网": (_hub("JupyterHub", "bind_url", "http://0.0.0.0:8000"), "监听地址", "0.0.0.0"),
    "接口监听外网": (_hub("ConfigurableHTTPProxy", "api_url", "http://10.0.0.1:8001"), "监听地址", "代理接口"),
    "各人服务监听外网": (_hub("Spawner", "ip", "0.0.0.0"), "监听地址", "各人的服务"),
    "明文": (_option(behind_proxy=False), "传输加密", "明文"),
    "没写主机名": (_option(hosts=()), "主机名", "没有写 hosts"),
    "通配主机名": (_option(hosts=("*.example",)), "主机名", "*.example"),
    "登录两周": (_hub("JupyterHub", "cookie_max_age_days", 14), "登录时长", "336 小时"),
    "不核对停用": (_hub("Authenticator", "auth_refresh_age", 0), "登录时长", "停用的账户"),
    "演示的启动方式": (_hub("JupyterHub", "spawner_class", "DemoSpawner"), "系统账户", "DemoSpawner"),
    "账户文件别人能读": (_mode("hub/users.json", 0o644), "服务器密钥文件", "其他账户"),
    "会话登记别人能读": (_mode("hub/hub.sqlite", 0o644), "服务器密钥文件", "其他账户"),
    "服务器目录开着": (_mode("hub", 0o755), "服务器密钥文件", "其他账户"),
    "代理令牌太短": (_text("hub/proxy_token", "a" * 64, "abc"), "服务器密钥文件", "太短"),
    "没有账户": (_users_gone, "账户", "还没有账户"),
    "组不是角色": (_user("li", "wb-strange"), "账户", "不是任何角色"),
    "两个角色": (_user("li", "wb-analyst"), "账户", "系统组应只有 wb-analyst，现为 wb-leader"),
    "组里有外人": (lambda d: d.server.users.read().pop("li"), "系统组成员", "li"),  # type: ignore[attr-defined]
    "没装代理": (lambda d: replace(d, program=_without_proxy(d)), "代理", "没有安装"),
    "代理版本不对": (lambda d: replace(d, program=_other_proxy(d)), "代理", "应为 5.3.0"),
    "台账原件开着": (lambda d: _made(d, "home/links/a", 0o666), "文件权限", "其他账户的权限是 6"),
    "留下 SQLite": (lambda d: _made(d, "home/workbench.sqlite", 0o600), "文件权限", "不应在这里"),
    "数据目录里有别的": (lambda d: _made(d, "home/备忘.docx", 0o600), "文件权限", "权限表里没有这一项"),
    "主密钥别人能读": (_mode("keys/master-M0001.key", 0o644), "文件权限", "其他账户的权限是 4"),
    "控告私钥混放": (lambda d: _made(d, "keys/accusation-J0001.key", 0o600), "文件权限", "不应在这里"),
    "备份开着": (_mode("backup", 0o755), "文件权限", "其他账户"),
    "密钥与数据同处": (_text("home/office.toml", "keys_dir", "#keys_dir"), "密钥", "同一目录"),
    "没有密钥环": (_gone("home/keys/identity.keys"), "密钥", "没有密钥环"),
    "主密钥丢了": (_gone("keys/master-M0001.key"), "密钥", "没有主密钥"),
    "没有共用组": (_text("home/office.toml", "share_group", "#share_group"), "办公室设置", "share_group"),
    "设置里有口令": (
        _text("home/office.toml", "keys_dir", 'database = "postgresql://a:b@h/x"\nkeys_dir'),
        "办公室设置",
        "口令",
    ),
    "没有备份": (_gone("backup/2026-11-22T023000"), "备份", "还没有备份"),
    "备份旧了": (_old("backup/2026-11-22T023000/manifest.json", 3), "备份", "超过 36 小时"),
    "没有看板": (_gone("dashboards/overview.ipynb"), "看板", "没有看板"),
    "看板别人能改": (_mode("dashboards/overview.ipynb", 0o666), "看板", "能改"),
    "领导没有看板": (lambda d: replace(d, boards={}), "看板", "包案领导没有任何看板"),
    "服务没有运行": (_asks("is-active", None), "系统服务", f"{UNITS[0]} 没有运行"),
    "重启后不运行": (_asks("is-enabled", "disabled"), "系统服务", "不会自动运行"),
    "没有校时": (_asks("show", "no"), "校时", "没有与时间服务器同步"),
    "没有 nginx 设置": (_gone("nginx.conf"), "反向代理", "没有本系统的 nginx 设置"),
    "旧 TLS": (_text("nginx.conf", "TLSv1.2 TLSv1.3;", "TLSv1.2 TLSv1.3 TLSv1.1;"), "反向代理", "还允许 TLSv1.1"),
    "没有 HSTS": (_text("nginx.conf", "add_header Strict-Transport-Security", "#"), "反向代理", "HSTS"),
    "不限速": (_text("nginx.conf", "limit_req ", "#"), "反向代理", "限速"),
    "信浏览器的地址": (
        _text("workbench-proxy.conf", "$remote_addr", "$proxy_add_x_forwarded_for"),
        "反向代理",
        "客户端地址",
    ),
    "没有证书": (_gone("server.crt"), "证书", "没有 TLS 证书"),
    "证书过期": (lambda d: _certificate(d.certificate, -1), "证书", "已过期"),
    "证书快到期": (lambda d: _certificate(d.certificate, 5), "证书", "还有 5 天到期"),
    "证书私钥开着": (_mode("server.key", 0o644), "证书", "私钥别的账户能读"),
    "日历缺年": (_text("home/calendar.csv", "2026-", "2031-"), "日历", "缺 2028 年"),
}


def _made(d: Deployment, path: str, mode: int) -> None:
    file = d.hub_file.parent / path
    file.touch()
    os.chown(file, -1, _numbers("wb-office"))
    file.chmod(mode)


def _program(d: Deployment) -> Path:
    copy = d.hub_file.parent / "program"
    shutil.copytree(ROOT / "deploy", copy / "deploy", ignore=shutil.ignore_patterns("node_modules"))
    shutil.copy(ROOT / "pyproject.toml", copy)
    return copy


def _without_proxy(d: Deployment) -> Path:
    return _program(d)


def _other_proxy(d: Deployment) -> Path:
    copy = _program(d)
    installed = copy / "deploy/proxy/node_modules/configurable-http-proxy"
    installed.mkdir(parents=True)
    (installed / "package.json").write_text('{"version": "4.6.3"}')
    return copy


@pytest.mark.parametrize("name", BROKEN)
def test_each_broken_thing_is_named_with_what_to_do(
    deployment: Deployment, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the check concerned is run again: the others are the same for all."""
    broken, check, said = BROKEN[name]
    changed = broken(deployment)
    looked_at = changed if isinstance(changed, Deployment) else deployment
    now = NOW.replace(year=2028) if name == "日历缺年" else NOW
    found = [one for one in _only(check, looked_at, now) if one.level is Level.BAD]
    hits = [one for one in found if said in one.what]
    assert hits, [one.what for one in found]
    assert all(one.todo and (one.where or check == "校时") for one in hits)


def _only(name: str, deployment: Deployment, now: datetime) -> list[Any]:
    from workbench.usecases import office_check_data, office_check_hub, office_check_machine

    checks = {**office_check_hub.CHECKS, **office_check_data.CHECKS, **office_check_machine.CHECKS}
    return office_check._run(name, checks[name], deployment, now)


def test_enough_things_are_broken() -> None:
    assert len(BROKEN) >= 25 and len({check for _, check, _ in BROKEN.values()}) >= 20


def test_a_check_that_breaks_hides_no_other(deployment: Deployment) -> None:
    (deployment.hub_file.parent / "nginx.conf").write_bytes(b"\xff\xfe")
    health = check_office(deployment, now=NOW)
    assert any(one.check == "反向代理" and "没有查成" in one.what for one in health.findings)
    assert any(one.check == "校时" for one in health.findings)


def test_what_is_only_to_be_known_is_no_fault(deployment: Deployment) -> None:
    changed = _asks("--version", None)(deployment)
    _old("backup/verified", 20)(deployment)
    _gone("keys/discipline/accusation-J0001.key")(deployment)
    health = check_office(changed, now=NOW)
    notes = [one.what for one in health.findings if one.level is Level.NOTE]
    for words in ("没有 systemd", "没有做过恢复核对", "没有检举控告私钥"):
        assert any(words in what for what in notes), words
    assert set(_bad(health)) - NO_DATABASE == set()


# --- with a real database -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def cluster(office_cluster: Cluster) -> Cluster:
    return office_cluster


def _database_checks(deployment: Deployment, cluster: Cluster) -> list[tuple[str, str]]:
    with_database = replace(deployment, server=replace(deployment.server, cluster=cluster))
    names = ("记录库", "数据库设置", "数据库登录", "数据库角色", "数据库权限")
    found = [one for name in names for one in _only(name, with_database, NOW)]
    return [(one.check, one.what) for one in found if one.level is Level.BAD]


DATABASE_BROKEN = {
    "落盘关了": ("ALTER SYSTEM SET fsync = off", "ALTER SYSTEM RESET fsync", "数据库设置", "fsync 是“off”"),
    "日志记语句": ("ALTER SYSTEM SET log_statement = 'all'", "ALTER SYSTEM RESET log_statement", "数据库设置", "log_statement"),
    "多了超级用户": ("CREATE ROLE boss SUPERUSER", "DROP ROLE boss", "数据库角色", "boss 有管理权限"),
    "多授": ("GRANT SELECT ON accusation TO wb_office", "REVOKE SELECT ON accusation FROM wb_office; "
            "GRANT SELECT (record_id, version, key_id, marks) ON accusation TO wb_office", "数据库权限", "accusation 上多授 SELECT"),
    "给了所有人": ("GRANT SELECT ON event TO PUBLIC", "REVOKE SELECT ON event FROM PUBLIC", "数据库权限", "PUBLIC 在 event"),
    "少授": ("REVOKE INSERT ON event FROM wb_office", "GRANT INSERT ON event TO wb_office", "数据库权限", "缺 INSERT"),
    "没有审计入口": ("ALTER FUNCTION append_audit RENAME TO gone", "ALTER FUNCTION gone RENAME TO append_audit", "数据库权限", "没有函数"),
    "可冒名登记": ("ALTER TABLE event DISABLE TRIGGER own_actor", "ALTER TABLE event ENABLE TRIGGER own_actor", "数据库权限", "event 的经办人"),
    "旧表结构": ("UPDATE alembic_version SET version_num = 'r0001'", "", "记录库", "表结构 r0001"),
}  # fmt: skip


@pytest.mark.postgres
@pytest.mark.parametrize("name", DATABASE_BROKEN)
def test_each_broken_thing_of_the_database_is_named(deployment: Deployment, cluster: Cluster, name: str) -> None:
    from workbench.store.migrate import HEAD

    broken, mended, check, said = DATABASE_BROKEN[name]
    _execute(cluster, broken)
    found = _database_checks(deployment, cluster)
    _execute(cluster, mended or f"UPDATE alembic_version SET version_num = '{HEAD}'")
    assert any(one == check and said in what for one, what in found), found
    assert _database_checks(deployment, cluster) == []


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("local all all trust\n", "local trust"),
        ("host all all 10.0.0.0/8 md5\n", "host md5"),
        ("local nonsense\n", "行有误"),
    ],
)
def test_a_wider_way_in_is_named(deployment: Deployment, cluster: Cluster, line: str, said: str) -> None:
    file = cluster.data / "pg_hba.conf"
    before = file.read_text(encoding="utf-8")
    file.write_text(before + line, encoding="utf-8")
    try:
        assert any(check == "数据库登录" and said in what for check, what in _database_checks(deployment, cluster))
    finally:
        file.write_text(before, encoding="utf-8")


def _execute(cluster: Cluster, statements: str) -> None:
    import time

    import psycopg

    with psycopg.connect(host=str(cluster.socket), user="postgres", dbname="workbench", autocommit=True) as connection:
        for statement in statements.split("; "):
            connection.execute(statement)
        connection.execute("SELECT pg_reload_conf()")
    time.sleep(0.2)  # settings are read anew by a signal
