"""What is shipped around the code, the Dockerfile and the Kubernetes manifests, fits the code and its own rules."""

import asyncio
import json
import re
import sysconfig
import tomllib
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import kubernetes_validate  # type: ignore[import-untyped] # it brings no types
import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import bot
from bot.app import DRAIN
from bot.cli import app
from bot.config import Settings, only_settings
from bot.server import READ_DEADLINE
from bot.work import LAST_WORD

ROOT = Path(__file__).parents[1]
KUBERNETES = ROOT / "manifests" / "kubernetes"
OLDEST, NEWEST = "1.30", "1.37"
"""Kubernetes sleeps before a stop by itself from 1.30 on."""

LAME_DUCK = 5
"""Seconds for which a bot goes on answering after it was told to stop, by default."""


def text(path: str) -> str:
    """Read a file of the project."""
    return (ROOT / path).read_text(encoding="utf-8")


def kubernetes(name: str) -> dict[str, Any]:
    """Read a Kubernetes manifest."""
    loaded: dict[str, Any] = yaml.safe_load(text(f"manifests/kubernetes/{name}"))
    return loaded


def deployed() -> tuple[dict[str, Any], dict[str, Any]]:
    """Give the pod of the deployment, and its one container."""
    pod: dict[str, Any] = kubernetes("deployment.yaml")["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    return pod, container


def instructions(name: str) -> list[str]:
    """Give what follows an instruction of the Dockerfile, each time it stands there."""
    return re.findall(rf"^{name} (.+)$", text("Dockerfile").replace("\\\n", ""), re.MULTILINE)


def assignments(path: str) -> dict[str, str]:
    """Read a file of settings."""
    lines = (line.partition("=") for line in text(path).splitlines() if line and not line.startswith("#"))
    return {name: value for name, _, value in lines}


def setting_names(*, secret: bool) -> set[str]:
    """Give the names of the settings that are secret, or of those that are not."""
    properties = Settings.model_json_schema()["properties"].items()
    return {name for name, schema in properties if ('"password"' in json.dumps(schema)) == secret}


async def test_hadolint_has_nothing_to_say_about_the_dockerfile() -> None:
    linter = Path(sysconfig.get_path("scripts")) / "hadolint"
    process = await asyncio.create_subprocess_exec(
        linter, "--no-color", ROOT / "Dockerfile", stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    said, _ = await process.communicate()
    assert (said.decode(), process.returncode) == ("", 0)


def test_the_image_says_which_version_it_is() -> None:
    project = tomllib.loads(text("pyproject.toml"))["project"]
    (label,) = [labels for labels in instructions("LABEL") if "image.version" in labels]
    assert f'image.version="{bot.__version__}"' in label
    assert f'image.description="{project["description"]}"' in label
    (image,) = kubernetes("kustomization.yaml")["images"]
    assert (image["name"], image["newTag"]) == (deployed()[1]["image"], bot.__version__)


def test_the_image_is_built_from_what_docker_is_shown() -> None:
    copied = {path for paths in instructions("COPY") if "--from" not in paths for path in paths.split()[:-1]}
    shown = {line[1:] for line in text(".dockerignore").splitlines() if line.startswith("!")}
    assert copied == shown
    assert all((ROOT / path).exists() for path in copied)


def test_everything_that_the_image_installs_is_checked_by_its_hash() -> None:
    installs = [step for run in instructions("RUN") for step in run.split("&&") if " install " in step]
    from_outside = [step for step in installs if "--no-index" not in step]
    assert len(from_outside) == 2
    assert all("--require-hashes" in step and "--only-binary :all:" in step for step in from_outside)


def test_the_build_tool_is_pinned_to_one_that_the_project_takes() -> None:
    (wanted,) = tomllib.loads(text("pyproject.toml"))["build-system"]["requires"]
    ((name, version),) = re.findall(r"^([\w-]+)==([\w.]+)", text("requirements-build.txt"), re.MULTILINE)
    assert name == canonicalize_name(Requirement(wanted).name)
    assert version in Requirement(wanted).specifier


def test_ports_and_user_are_the_same_in_the_image_the_pod_and_the_code() -> None:
    pod, container = deployed()
    ports = {port["name"]: port["containerPort"] for port in container["ports"]}
    assert ports["slack"] == Settings.model_fields["port"].default
    assert f"BOT_OPS_PORT={ports['ops']}" in " ".join(instructions("ENV")).split()
    assert instructions("EXPOSE") == [" ".join(map(str, ports.values()))]
    as_whom = pod["securityContext"]
    assert instructions("USER") == [f"{as_whom['runAsUser']}:{as_whom['runAsGroup']}"]


def test_what_a_container_listens_on_is_reached_from_outside_of_it() -> None:
    given = dict(pair.split("=", 1) for pair in instructions("ENV")[-1].split())
    needed = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}
    needed |= {"QFLOW_BASE_URL": "https://qflow.test", "QFLOW_TOKEN": "token"}
    settings = only_settings(**needed, **{name: value for name, value in given.items() if name.startswith("BOT_")})
    assert [ip_address(host).is_unspecified for host in (settings.host, settings.ops_host)] == [True, True]


def test_the_image_runs_commands_that_there_are() -> None:
    (script,) = instructions("ENTRYPOINT")
    (asked,) = re.findall(r"CMD (.+)$", instructions("HEALTHCHECK")[0])
    commands = {command.name or getattr(command.callback, "__name__", "") for command in app.registered_commands}
    assert json.loads(script) == json.loads(asked)[:-1] == ["/bot/bin/qflow-bot"]
    assert {json.loads(asked)[-1], *json.loads(instructions("CMD")[-1])} <= commands
    scripts = tomllib.loads(text("pyproject.toml"))["project"]["scripts"]
    assert scripts == {"qflow-bot": "bot.__main__:main"}


def test_a_pod_is_told_of_no_service_in_the_names_of_settings() -> None:
    pod, _ = deployed()
    assert pod["enableServiceLinks"] is False


def test_a_pod_has_the_time_to_answer_what_it_took() -> None:
    pod, container = deployed()
    stopping = READ_DEADLINE + DRAIN + LAST_WORD
    needed = container["lifecycle"]["preStop"]["sleep"]["seconds"] + LAME_DUCK + stopping.total_seconds()
    assert pod["terminationGracePeriodSeconds"] >= needed + 5


def test_every_kubernetes_manifest_is_applied() -> None:
    written = {path.name for path in KUBERNETES.glob("*.y*ml")}
    assert written == {"kustomization.yaml", *kubernetes("kustomization.yaml")["resources"]}


@pytest.mark.parametrize("name", kubernetes("kustomization.yaml")["resources"])
@pytest.mark.parametrize("version", [OLDEST, NEWEST])
def test_a_kubernetes_manifest_is_one_by_the_schema(name: str, version: str) -> None:
    assert kubernetes_validate.validate(kubernetes(name), version, strict=True) == version


def test_a_misspelt_field_is_none_by_the_schema() -> None:
    service = kubernetes("service.yaml")
    service["spec"]["port"] = service["spec"].pop("ports")
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(service, NEWEST, strict=True)


def test_every_selector_finds_the_bots() -> None:
    spec = kubernetes("deployment.yaml")["spec"]
    spread = [constraint["labelSelector"] for constraint in spec["template"]["spec"]["topologySpreadConstraints"]]
    selectors = [spec["selector"], kubernetes("disruption.yaml")["spec"]["selector"], *spread]
    found = [*(selector["matchLabels"] for selector in selectors), kubernetes("service.yaml")["spec"]["selector"]]
    assert all(labels == spec["template"]["metadata"]["labels"] for labels in found)


def test_a_secret_is_an_example_and_the_rest_no_secret() -> None:
    secrets = assignments("manifests/kubernetes/secret.env.example")
    assert set(secrets) == setting_names(secret=True)
    assert set(secrets.values()) == {""}
    assert set(assignments("manifests/kubernetes/settings.env")) <= setting_names(secret=False)
    applied = (KUBERNETES / "kustomization.yaml").read_text(encoding="utf-8")
    assert "secret" not in re.sub("#.*", "", applied)
