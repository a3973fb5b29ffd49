"""Resolves credentials as botocore does: cells come in as lines of JSON, answers go out.

A process of its own, for the environment of the process is what botocore reads.
"""

import json
import os
import sys

import botocore.credentials
import botocore.loaders
import botocore.session
import botocore.tokens
import botocore.utils

# Cached: reading the data of the services for each cell would take most of the time.
LOADER = botocore.loaders.create_loader()
# Between its questions to an agent that is not there.
botocore.utils.ContainerMetadataFetcher.SLEEP_TIME = 0


def resolve(variables, profile):
    os.environ.clear()
    os.environ.update(variables)
    # Made of HOME when botocore was imported.
    cache = os.path.expanduser("~/.aws/sso/cache")
    botocore.credentials.SSOProvider._SSO_TOKEN_CACHE_DIR = cache
    botocore.tokens.SSOTokenProvider._SSO_TOKEN_CACHE_DIR = cache
    try:
        session = botocore.session.Session(profile=profile)
        session.register_component("data_loader", LOADER)
        credentials = session.get_credentials()
        if credentials is None:
            return {"error": "no credentials"}
        frozen = credentials.get_frozen_credentials()
        return {"key": frozen.access_key, "secret": frozen.secret_key, "token": frozen.token}
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}


for line in sys.stdin:
    request = json.loads(line)
    print(json.dumps(resolve(request["variables"], request["profile"])), flush=True)
