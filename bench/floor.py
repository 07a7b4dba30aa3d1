"""The floor: what any action that is written in Python with these three SDKs pays, and nothing else.

Usage: python -I bench/floor.py REPO BASE HEAD OWNER/NAME NUMBER     (GITHUB_API_URL and OPENAI_BASE_URL say where)

Plain imports, one diff, one completion, two reads of the pull request, one write, and the interpreter's own end.
"""

import json
import os
import sys

from git import Repo
from github import Auth, Github
from openai import OpenAI

folder, base, head, name, number = sys.argv[1:]

pulls = Github(auth=Auth.Token(os.environ["GITHUB_TOKEN"]), base_url=os.environ["GITHUB_API_URL"], lazy=True)
repository = pulls.get_repo(name)
repository.get_pull(int(number)).raw_data  # noqa: B018 - PyGithub asks when something is looked at

diff = Repo(folder).git.diff(f"{base}...{head}")

client = OpenAI(base_url=os.environ["OPENAI_BASE_URL"], api_key=os.environ["OPENAI_API_KEY"])
messages = [{"role": "user", "content": diff}]
answer = client.chat.completions.create(model="test-model", messages=messages, temperature=0.2)
draft = json.loads(answer.choices[0].message.content)

pull = repository.get_pull(int(number))
pull.raw_data  # noqa: B018
pull.edit(title=draft["title"], body=draft["body"])
