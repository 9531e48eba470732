"""What the container and cluster files say, as far as it can be seen without running them: that they agree."""

import fnmatch
import re
import subprocess
from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
CLUSTER = DEPLOY / "kubernetes"
Json = dict[str, Any]
RUN_WITHOUT = {"allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]}}


@pytest.fixture(scope="module")
def cluster() -> dict[tuple[str, str], Json]:
    """Everything in the cluster, by kind and name."""
    kustomization = yaml.safe_load((CLUSTER / "kustomization.yaml").read_text())
    found: dict[tuple[str, str], Json] = {}
    for name in kustomization["resources"]:
        for thing in yaml.safe_load_all((CLUSTER / name).read_text()):
            key = thing["kind"], thing["metadata"]["name"]
            assert key not in found
            found[key] = thing
    for made in kustomization["configMapGenerator"]:
        files = {name: path or name for name, _, path in (named.partition("=") for named in made["files"])}
        found["ConfigMap", made["name"]] = {"data": files}
    assert {path.name for path in CLUSTER.glob("*.yaml")} == {*kustomization["resources"], "kustomization.yaml"}
    return found


def workloads(cluster: dict[tuple[str, str], Json]) -> Iterator[tuple[str, Json, Json]]:
    """The name, the labels and the specification of every pod."""
    for (kind, name), thing in cluster.items():
        if kind in ("Deployment", "StatefulSet", "Job"):
            template = thing["spec"]["template"]
            yield name, template["metadata"]["labels"], template["spec"]


def containers(cluster: dict[tuple[str, str], Json]) -> Iterator[tuple[str, Json]]:
    for name, _, pod in workloads(cluster):
        for container in (*pod.get("initContainers", ()), *pod["containers"]):
            yield name, container


def selected(labels: Json, selector: Json) -> bool:
    return all(labels.get(name) == text for name, text in selector.items())


def test_every_selector_finds_its_pods_and_every_port_is_open(cluster: dict[tuple[str, str], Json]) -> None:
    pods = {name: (labels, pod) for name, labels, pod in workloads(cluster)}
    for (kind, name), thing in cluster.items():
        if kind in ("Deployment", "StatefulSet"):
            assert selected(pods[name][0], thing["spec"]["selector"]["matchLabels"]), name
        if kind == "PodDisruptionBudget":
            assert any(selected(labels, thing["spec"]["selector"]["matchLabels"]) for labels, _ in pods.values())
            assert thing["spec"]["minAvailable"] < cluster["Deployment", name]["spec"]["replicas"]
        if kind == "Service":
            (pod,) = [pod for labels, pod in pods.values() if selected(labels, thing["spec"]["selector"])]
            ports = {port["name"]: port["containerPort"] for one in pod["containers"] for port in one["ports"]}
            for port in thing["spec"]["ports"]:
                assert ports[port["targetPort"]] == port["port"]
    for name, container in containers(cluster):
        named = {port["name"] for port in container.get("ports", ())}
        for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
            if (asked := container.get(probe, {}).get("httpGet")) is not None:
                assert asked["port"] in named, (name, probe)


def test_every_file_secret_and_volume_that_is_named_is_there(cluster: dict[tuple[str, str], Json]) -> None:
    told = {"rostrum": {"SECRET_KEY", "DATABASE_URL"}, "valkey": {"password"}}
    commands = "".join(path.read_text() for path in CLUSTER.glob("*.yaml"))
    for secret, keys in told.items():
        (command,) = re.findall(rf"create secret generic {secret} (.*)", commands)
        assert set(re.findall(r"--from-literal=(\w+)=", command)) == keys
    for name, _, pod in workloads(cluster):
        volumes = {volume["name"]: volume for volume in pod.get("volumes", ())}
        claims = cluster.get(("StatefulSet", name), {"spec": {}})["spec"].get("volumeClaimTemplates", ())
        for volume in volumes.values():
            if "configMap" in volume:
                assert ("ConfigMap", volume["configMap"]["name"]) in cluster
        for container in pod["containers"]:
            for mount in container.get("volumeMounts", ()):
                assert mount["name"] in volumes or mount["name"] in {claim["metadata"]["name"] for claim in claims}
                if "subPath" in mount:
                    made = cluster["ConfigMap", volumes[mount["name"]]["configMap"]["name"]]["data"]
                    assert mount["subPath"] in made
                    assert (CLUSTER / made[mount["subPath"]]).exists()
            for source in container.get("envFrom", ()):
                if "secretRef" in source:
                    assert source["secretRef"]["name"] in told
                else:
                    assert ("ConfigMap", source["configMapRef"]["name"]) in cluster
            before: set[str] = set()
            for variable in container.get("env", ()):
                if (secret := variable.get("valueFrom", {}).get("secretKeyRef")) is not None:
                    assert secret["key"] in told[secret["name"]]
                # Only what stands above is put in.
                assert set(re.findall(r"\$\((\w+)\)", variable.get("value", ""))) <= before
                before.add(variable["name"])


def test_valkey_has_a_password_and_those_who_ask_it_know_it(cluster: dict[tuple[str, str], Json]) -> None:
    (valkey,) = cluster["StatefulSet", "valkey"]["spec"]["template"]["spec"]["containers"]
    assert valkey["args"][valkey["args"].index("--requirepass") + 1] == "$(VALKEY_PASSWORD)"
    (rostrum,) = cluster["Deployment", "rostrum"]["spec"]["template"]["spec"]["containers"]
    environment = {variable["name"]: variable for variable in rostrum["env"]}
    assert environment["REDIS_URL"]["value"] == "redis://:$(VALKEY_PASSWORD)@valkey:6379/0"
    assert environment["VALKEY_PASSWORD"] in valkey["env"]
    assert "REDIS_URL" not in cluster["ConfigMap", "rostrum"]["data"]


def test_nothing_runs_with_more_than_it_needs(cluster: dict[tuple[str, str], Json]) -> None:
    for name, _, pod in workloads(cluster):
        assert pod["automountServiceAccountToken"] is False, name
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert pod["securityContext"]["runAsUser"] > 0
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    for name, container in containers(cluster):
        assert container["securityContext"] == RUN_WITHOUT, name
        for bound in ("requests", "limits"):
            assert container["resources"][bound].keys() == {"cpu", "memory"}, (name, bound)
        for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
            assert container.get(probe, {"timeoutSeconds": 3})["timeoutSeconds"] > 1, (name, probe)
    served = [container for name, container in containers(cluster) if name in ("rostrum", "valkey")]
    assert all(container.keys() >= {"startupProbe", "readinessProbe", "livenessProbe"} for container in served)


def test_pods_of_rostrum_keep_apart_and_one_stays(cluster: dict[tuple[str, str], Json]) -> None:
    spec = cluster["Deployment", "rostrum"]["spec"]
    (rule,) = spec["template"]["spec"]["affinity"]["podAntiAffinity"]["preferredDuringSchedulingIgnoredDuringExecution"]
    term = rule["podAffinityTerm"]
    assert term["topologyKey"] == "kubernetes.io/hostname"
    assert selected(spec["template"]["metadata"]["labels"], term["labelSelector"]["matchLabels"])
    assert ("PodDisruptionBudget", "rostrum") in cluster


def test_who_is_not_named_reaches_nobody(cluster: dict[tuple[str, str], Json]) -> None:
    policies = {name: thing["spec"] for (kind, name), thing in cluster.items() if kind == "NetworkPolicy"}
    assert policies["nobody-else"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    for name, labels, pod in workloads(cluster):
        (policy,) = [one for one in policies.values() if one["podSelector"].get("matchLabels") == labels]
        opened = {port["containerPort"] for container in pod["containers"] for port in container.get("ports", ())}
        let_in = policy.get("ingress", [])
        assert {port["port"] for rule in let_in for port in rule["ports"]} == opened, name
        assert all(rule["from"] for rule in let_in), "from somewhere, and not from anywhere"
    (who,) = policies["valkey"]["ingress"]
    assert who["from"] == [{"podSelector": {"matchLabels": {"app": "rostrum"}}}]
    assert "egress" not in policies["valkey"]


def test_the_ingress_shows_nothing_that_is_for_those_who_look_after_it(cluster: dict[tuple[str, str], Json]) -> None:
    (rule,) = cluster["Ingress", "rostrum"]["spec"]["rules"]
    led = {(path["path"], path["pathType"]): path["backend"]["service"] for path in rule["http"]["paths"]}
    assert led["/", "Prefix"]["name"] == "rostrum"
    for closed in ("/metrics", "/readyz"):
        assert led[closed, "Exact"]["name"] == "back-soon"
    for service in led.values():
        assert service["port"]["name"] in {
            port["name"] for port in cluster["Service", service["name"]]["spec"]["ports"]
        }
    assert re.search(r"location ~ \^/\(metrics\|readyz\)\$ \{\s*return 404;", (CLUSTER / "back-soon.conf").read_text())
    annotations = cluster["Ingress", "rostrum"]["metadata"]["annotations"]
    assert ("Service", annotations["nginx.ingress.kubernetes.io/default-backend"]) in cluster


def test_few_are_believed_whom_they_speak_for(cluster: dict[tuple[str, str], Json]) -> None:
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    inside = compose["services"]["rostrum"]["environment"]["ROSTRUM_PROXIES"]
    assert inside == compose["services"]["proxy"]["networks"]["inside"]["ipv4_address"]
    for named in (inside, cluster["ConfigMap", "rostrum"]["data"]["ROSTRUM_PROXIES"]):
        assert all(ip_network(one).num_addresses <= 256 for one in named.split(","))


def test_the_tables_are_made_before_anybody_is_served(cluster: dict[tuple[str, str], Json]) -> None:
    (job,) = cluster["Job", "rostrum-migrate"]["spec"]["template"]["spec"]["containers"]
    assert job["args"][:2] == ["rostrum", "migrate"]
    (pod,) = cluster["Deployment", "rostrum"]["spec"]["template"]["spec"]["containers"]
    # Else nobody could make a programme in a browser.
    assert "--wait" not in pod["args"]
    assert job["envFrom"] == pod["envFrom"]
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    assert services["migrate"]["command"][:2] == ["rostrum", "migrate"]
    assert services["rostrum"]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    assert services["migrate"]["volumes"] == services["rostrum"]["volumes"]
    assert "--wait" not in (DEPLOY / "Dockerfile").read_text()


def test_compose_names_only_what_it_has() -> None:
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    for name, service in compose["services"].items():
        assert set(service.get("depends_on", ())) <= compose["services"].keys(), name
        assert set(service["networks"]) <= compose["networks"].keys(), name
        for volume in service["volumes"]:
            source = volume.partition(":")[0]
            assert source in compose["volumes"] or (DEPLOY / source).exists(), volume
        assert "no-new-privileges:true" in service["security_opt"]
    valkey = compose["services"]["valkey"]["command"]
    assert "--requirepass ${VALKEY_PASSWORD:?" in valkey
    assert "ports" not in compose["services"]["valkey"]
    assert compose["services"]["rostrum"]["environment"]["REDIS_URL"].startswith("redis://:${VALKEY_PASSWORD:?")


def test_the_page_of_the_cluster_is_the_page_of_the_proxies() -> None:
    assert (CLUSTER / "back-soon.html").read_bytes() == (DEPLOY / "back-soon.html").read_bytes()


def test_the_page_asks_again_by_itself_and_needs_nothing() -> None:
    page = (DEPLOY / "back-soon.html").read_text()
    assert 'http-equiv="refresh"' in page
    assert re.findall(r"lang=\"(\w\w)\"", page) == ["en", "fr", "es", "ru", "zh", "ar"]
    assert not re.search(r"\b(?:src|href)=|https?:|url\(", page.replace("location.href", ""))


# The image


def ignored(path: str) -> bool:
    """Whether the build is not given `path`: the last rule of `.dockerignore` that fits decides."""
    out = False
    for line in (ROOT / ".dockerignore").read_text().splitlines():
        rule = line.strip()
        if not rule or rule.startswith("#"):
            continue
        pattern = rule.removeprefix("!").rstrip("/")
        parts = path.split("/")
        begins = ["/".join(parts[:n]) for n in range(1, len(parts) + 1)]
        patterns = [pattern, pattern.removeprefix("**/")]
        if any(fnmatch.fnmatchcase(begin, one) for begin in begins for one in patterns) or (
            pattern.startswith("**/") and any(fnmatch.fnmatchcase(part, pattern[3:]) for part in parts)
        ):
            out = not rule.startswith("!")
    return out


def test_the_build_is_given_the_source_and_no_secrets() -> None:
    for path in (
        *(".data/secret-key", ".data/rostrum.sqlite3", ".venv/bin/python", ".git/config", "frontend/node_modules/a"),
        *("frontend/dist/manifest.json", "tests/given.py", "rostrum.backup", "live/x.sqlite3", ".env", "deploy/.env"),
        *("live/__pycache__/a.pyc", "live/.data/secret-key", "secret-key", "frontend/pictures/hall.png"),
    ):
        assert ignored(path), path
    wanted = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    parts = ("live/", "consumers/", "frontend/", "pyproject.toml", "requirements.lock", "README.md", "LICENSE")
    needed = [path for path in wanted.splitlines() if path.startswith(parts) and "pictures" not in path]
    assert needed
    assert [path for path in needed if ignored(path)] == []


def test_the_image_takes_its_packages_from_the_lock() -> None:
    steps = (DEPLOY / "Dockerfile").read_text()
    assert steps.count("pip install") == 2
    assert "--require-hashes --no-deps -r requirements.lock" in steps
    lock = (ROOT / "requirements.lock").read_text()
    assert {"psycopg", "psycopg-binary", "psycopg-pool"} <= set(re.findall(r"^([\w-]+)==", lock, re.M))
    assert re.search(r"^USER [1-9]", steps, re.M)
