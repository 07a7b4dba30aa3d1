"""What platisd/openai-pr-description asks, written down anew: it is no package that could be installed.

Usage: python -I bench/openai_pr_description.py REPO BASE HEAD OWNER/NAME NUMBER

Its published order of calls, with its libraries: the pull request, its files page by page until a page is empty, one
completion (the sample it shows the model is left out, which favours it), and a PATCH of the issue's body. No git.
"""

import os
import sys

import openai
import requests

_, _, _, name, number = sys.argv[1:]
LIMIT = 32_000  # characters of the prompt

repository = f"{os.environ['GITHUB_API_URL']}/repos/{name}"
headers = {"Authorization": f"token {os.environ['GITHUB_TOKEN']}"}
pull = requests.get(f"{repository}/pulls/{number}", headers=headers, timeout=30).json()

files = []
for page in range(1, 11):
    found = requests.get(
        f"{repository}/pulls/{number}/files?page={page}&per_page=30", headers=headers, timeout=30
    ).json()
    if not found:
        break
    files += found

changes = "\n".join(f"Changes in file {file['filename']}: {file['patch']}" for file in files if "patch" in file)
prompt = f"Write a pull request description. The title is {pull['title']}.\n{changes}"[:LIMIT]
client = openai.OpenAI(base_url=os.environ["OPENAI_BASE_URL"], api_key=os.environ["OPENAI_API_KEY"])
messages = [{"role": "user", "content": prompt}]
answer = client.chat.completions.create(model="test-model", messages=messages, temperature=0.6)

body = {"body": answer.choices[0].message.content}
requests.patch(f"{repository}/issues/{number}", headers=headers, json=body, timeout=30).raise_for_status()
