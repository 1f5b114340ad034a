"""Dockerfile, compose and Kubernetes name what the product has, keep no secret, and run without rights."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from bot.settings import ROOT
from tests.deploy.product import (
    DEPLOY,
    OPERATORS,
    REQUIRED,
    SETTINGS,
    citizens,
    documents,
    named_settings,
    paths,
)

COMPOSE = DEPLOY / "compose.yaml"
KUBERNETES = sorted((DEPLOY / "kubernetes").glob("*.yaml"))
FILES = sorted(path for path in DEPLOY.rglob("*") if path.is_file())
SECRETS = {"ZHENGWEN_SECRET_KEY", "ZHENGWEN_DATA_KEY", "POSTGRES_PASSWORD", "ZHENGWEN_DATABASE_URL"}


def name(path: Path) -> str:
    return path.relative_to(DEPLOY).as_posix()


@pytest.mark.parametrize("path", FILES, ids=name)
def test_every_setting_that_is_named_exists(path: Path) -> None:
    assert named_settings(path.read_text("utf-8")) - SETTINGS == set()


@pytest.mark.parametrize("path", FILES, ids=name)
def test_no_file_holds_a_secret(path: Path) -> None:
    for key, value in re.findall(r"^\W*([A-Z_]+)[:=][ \t]*(\S.*)$", path.read_text("utf-8"), re.MULTILINE):
        if key in SECRETS:
            assert value in ('""', "''") or value.startswith(("${", "postgresql://zhengwen:${")), (key, value)


def services() -> dict[str, Any]:
    (whole,) = documents(COMPOSE)
    return dict(whole["services"])


def test_compose_runs_two_replicas_that_have_all_they_need() -> None:
    replicas = {key: each for key, each in services().items() if key.startswith("app")}
    upstream = (DEPLOY / "nginx" / "upstream-compose.conf").read_text("utf-8")
    assert set(re.findall(r"server (\w+):8000", upstream)) == set(replicas) and len(replicas) >= 2
    for each in replicas.values():
        assert set(each["environment"]) >= REQUIRED
        assert each["environment"]["ZHENGWEN_MODE"] == "production"
        assert each["env_file"] == ".env", "whatever else an operator sets"
        assert each["read_only"] and each["cap_drop"] == ["ALL"]
        assert "ports" not in each, "only nginx is reached from outside"
        assert each["depends_on"]["migrate"]["condition"] == "service_completed_successfully"


def test_compose_refers_to_nothing_that_is_not_there() -> None:
    (whole,) = documents(COMPOSE)
    for each in whole["services"].values():
        assert set(each.get("networks", [])) <= set(whole["networks"])
        assert set(each.get("secrets", [])) <= set(whole["secrets"])
        assert set(each.get("depends_on", {})) <= set(whole["services"])
        for mount in each.get("volumes", []):
            source = mount.split(":")[0]
            there = source in whole["volumes"] or (DEPLOY / source).exists() or source == "./tls"
            assert there, mount
    example = (DEPLOY / "compose.env.example").read_text("utf-8")
    asked = set(re.findall(r"\$\{(\w+):\?\}", COMPOSE.read_text("utf-8")))
    assert asked == set(re.findall(r"^(\w+)=$", example, re.MULTILINE))


def test_health_is_asked_for_where_it_is_told() -> None:
    probes = [
        path for each in FILES for path in re.findall(r"127\.0\.0\.1:8000(/\w+)", each.read_text("utf-8"))
    ]
    for path in KUBERNETES:
        for document in documents(path):
            for container in (
                document.get("spec", {}).get("template", {}).get("spec", {}).get("containers", [])
            ):
                for kind in ("startupProbe", "livenessProbe", "readinessProbe"):
                    if kind in container:
                        probes.append(container[kind]["httpGet"]["path"])
    assert len(probes) >= 5 and set(probes) <= paths()


def test_the_image_runs_without_rights_and_copies_what_is_there() -> None:
    text = (DEPLOY / "Dockerfile").read_text("utf-8")
    assert set(re.findall(r"^FROM (\S+)", text, re.MULTILINE)) == {"python:3.10-slim-bookworm"}
    assert re.search(r"^USER (\d+)", text, re.MULTILINE)[1] == "10001"  # type: ignore[index]
    copied = [
        source
        for line in re.findall(r"^COPY (?!--from)(.+) \S+$", text, re.MULTILINE)
        for source in line.split()
    ]
    assert {"bot", "data", "requirements.txt", "config.yml", "domain.yml"} <= set(copied)
    assert all((ROOT / source).exists() for source in copied)
    kept = {
        line[1:] for line in (DEPLOY / "Dockerfile.dockerignore").read_text("utf-8").split() if line[0] == "!"
    }
    assert set(copied) <= kept
    assert "--require-hashes" in text and "HEALTHCHECK" in text


def objects() -> list[dict[str, Any]]:
    return [each for path in KUBERNETES if path.name != "kustomization.yaml" for each in documents(path)]


def test_kubernetes_lists_every_file_but_the_example() -> None:
    (listed,) = documents(DEPLOY / "kubernetes" / "kustomization.yaml")
    there = {path.name for path in KUBERNETES} - {"kustomization.yaml", "secret.example.yaml"}
    assert set(listed["resources"]) == there


def test_kubernetes_names_agree() -> None:
    by_kind = {each["kind"]: each for each in objects() if each["kind"] != "Ingress"}
    pod = by_kind["Deployment"]["spec"]["template"]
    labels = pod["metadata"]["labels"]
    for kind in ("Service", "PodDisruptionBudget", "NetworkPolicy", "Deployment"):
        spec = by_kind[kind]["spec"]
        chosen = spec.get("podSelector") or spec["selector"]
        assert chosen.get("matchLabels", chosen) == labels, kind
    assert by_kind["HorizontalPodAutoscaler"]["spec"]["scaleTargetRef"]["name"] == "zhengwen"
    assert by_kind["HorizontalPodAutoscaler"]["spec"]["minReplicas"] >= 2
    assert by_kind["PodDisruptionBudget"]["spec"]["minAvailable"] >= 1
    assert by_kind["Job"]["metadata"]["name"] == "zhengwen-migrate"
    settings = set(by_kind["ConfigMap"]["data"]) | set(by_kind["Secret"]["stringData"])
    assert settings >= REQUIRED
    (port,) = by_kind["Service"]["spec"]["ports"]
    assert port["targetPort"] == pod["spec"]["containers"][0]["ports"][0]["name"]
    assert pod["spec"]["containers"][0]["ports"][0]["containerPort"] == 8000
    key = by_kind["ConfigMap"]["data"]["ZHENGWEN_DATA_KEY_FILE"]
    mounts = {each["name"]: each["mountPath"] for each in pod["spec"]["containers"][0]["volumeMounts"]}
    assert key == f"{mounts['keys']}/data-key"
    assert {each["name"] for each in pod["spec"]["volumes"]} == set(mounts)


def test_kubernetes_pods_have_no_rights() -> None:
    for each in objects():
        if each["kind"] not in ("Deployment", "Job"):
            continue
        pod = each["spec"]["template"]["spec"]
        assert pod["securityContext"]["runAsNonRoot"] and not pod["automountServiceAccountToken"]
        for container in pod["containers"] + pod.get("initContainers", []):
            tight = container["securityContext"]
            assert tight["readOnlyRootFilesystem"] and tight["capabilities"]["drop"] == ["ALL"]
            assert not tight["allowPrivilegeEscalation"] and "memory" in container["resources"]["limits"]


def test_the_ingress_lets_in_no_figures_and_no_unknown_path() -> None:
    public, staff = (each for each in objects() if each["kind"] == "Ingress")
    let_in = {path["path"] for path in public["spec"]["rules"][0]["http"]["paths"]}
    known = paths()
    assert all(any(route.startswith(path) for route in known) for path in let_in)
    assert not {"/metrics", "/readyz", "/staff/"} & let_in
    theirs = {(path["path"], path["pathType"]) for path in staff["spec"]["rules"][0]["http"]["paths"]}
    assert theirs == {
        ("/staff/", "Prefix"),
        ("/static/", "Prefix"),
        ("/", "Exact"),
    }  # the last leads to the first
    assert "whitelist-source-range" in str(staff["metadata"]["annotations"])


def test_the_ingress_lets_in_all_that_citizens_open() -> None:
    public = next(each for each in objects() if each["kind"] == "Ingress")
    let_in = [(path["path"], path["pathType"]) for path in public["spec"]["rules"][0]["http"]["paths"]]
    shut_out = {
        route
        for route in citizens()
        if not any(route == path if kind == "Exact" else route.startswith(path) for path, kind in let_in)
    }
    assert shut_out == set()


def test_the_operator_is_told_to_let_in_the_same() -> None:
    manual = (ROOT / "docs" / "operator.md").read_text("utf-8")
    (told,) = re.findall(r"；转发 (`/`.+?)，\*\*不要\*\*对外转发 (.+?)。", manual)
    let_in, kept = ({*re.findall(r"`(/[^`]*)`", part)} for part in told)
    assert {route for route in citizens() - {"/"} if not route.startswith(tuple(let_in - {"/"}))} == set()
    assert kept == OPERATORS


def test_a_replica_may_unpack_the_model_that_staff_let_into_use() -> None:
    (pod,) = (each["spec"]["template"]["spec"] for each in objects() if each["kind"] == "Deployment")
    mounts = {each["mountPath"]: each for each in pod["containers"][0]["volumeMounts"]}
    assert "readOnly" not in mounts["/var/lib/zhengwen/models"]


@pytest.mark.skipif(shutil.which("kubectl") is None, reason="kubectl is not on this machine")
def test_kustomize_builds_it() -> None:
    done = subprocess.run(
        ["kubectl", "kustomize", str(DEPLOY / "kubernetes")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "registry.example.gov.cn/zhengwen:" in done.stdout
