"""What runs elsewhere has the least permissions, and publishes only what has been tested."""

import os
import re
import subprocess

import pytest
import yaml

from lib import paths

FOLDER = paths.ROOT / ".github"
FILES = sorted((FOLDER / "workflows").glob("*.yml"))
WORKFLOWS = {file.name: yaml.safe_load(file.read_text("utf-8")) for file in FILES}
JOBS = {
    (name, job): content
    for name, workflow in WORKFLOWS.items()
    for job, content in workflow["jobs"].items()
}
STEPS = [step for job in JOBS.values() for step in job.get("steps", [])]


@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_workflow_has_no_permission_and_each_job_its_own(name):
    assert WORKFLOWS[name]["permissions"] == {}
    for job in WORKFLOWS[name]["jobs"].values():
        assert job["permissions"] in ({"contents": "read"}, {"id-token": "write", "pages": "write"})


def test_who_may_publish_waits_for_the_tests_and_runs_nothing_of_ours():
    jobs = WORKFLOWS["publish.yml"]["jobs"]
    assert jobs["test"]["uses"] == "./.github/workflows/test.yml"
    assert jobs["build"]["needs"] == "test"
    assert jobs["publish"]["needs"] == "build"
    assert not [step for step in jobs["publish"]["steps"] if "run" in step]
    assert [job for job, content in JOBS.items() if "pages" in content["permissions"]] == [
        ("publish.yml", "publish")
    ]


def test_actions_are_named_by_commit_and_leave_no_credentials():
    used = [step for step in STEPS if "uses" in step]
    for step in used:
        assert re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40}", step["uses"])
        if step["uses"].startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False
    assert len(used) >= 5
    for file in FILES:
        for line in file.read_text("utf-8").splitlines():
            assert "uses: actions/" not in line or re.search(r"  # v\d+\.\d+\.\d+$", line), line


def test_nothing_of_a_commit_or_title_is_read_as_a_command():
    assert not [step["run"] for step in STEPS if "${{" in step.get("run", "")]


def test_actions_are_kept_up_to_date():
    updates = yaml.safe_load((FOLDER / "dependabot.yml").read_text("utf-8"))["updates"]
    assert {update["package-ecosystem"] for update in updates} == {"github-actions", "pip"}


def test_without_a_network_the_audit_says_so():
    script = paths.ROOT / ".ci" / "audit"
    assert script.stat().st_mode & 0o111
    done = subprocess.run(
        [script],
        env={
            **os.environ,
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_INDEX_URL": "http://127.0.0.1:9/",
            "no_proxy": "127.0.0.1",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("audit: skipped, pip-audit cannot be installed: ")
    assert len(done.stdout.splitlines()) == 1
