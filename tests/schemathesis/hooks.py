"""How schemathesis signs in."""

import os

import requests
import schemathesis


def sign_in(case):
    """A fresh access token."""
    answer = requests.post(
        f"{case.operation.base_url}/api/v1/sessions",
        json={"username": os.environ["HOMEFRONT_USERNAME"], "password": os.environ["HOMEFRONT_PASSWORD"]},
        timeout=30,
    )
    answer.raise_for_status()
    return answer.json()["access_token"]


class Bearer:
    def get(self, case, context):
        return sign_in(case)

    def set(self, case, data, context):
        case.headers = case.headers or {}
        case.headers["Authorization"] = f"Bearer {data}"


SIGN_OUT = {"method": "DELETE", "path": "/api/v1/sessions/current"}


@schemathesis.auth(refresh_interval=24 * 60 * 60).skip_for(**SIGN_OUT)
class Lasting(Bearer):
    """One session for everything."""


@schemathesis.auth(refresh_interval=None).apply_to(**SIGN_OUT)
class ForOnce(Bearer):
    """A session to be ended."""
