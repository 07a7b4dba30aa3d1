# The newest 3.13; a release pins what it was built on by its own image's digest.
FROM python:3.13-slim AS git

COPY docker/collect-git /collect-git
RUN /collect-git /out


# The base comes without the byte-code of Python's own modules, so each container would compile what it imports anew, for
# longer than all the rest of a run.
FROM python:3.13-slim AS library

WORKDIR /usr/local/lib/python3.13
RUN find . -name '*.pyc' -delete \
 && python -B -m compileall -q --invalidation-mode unchecked-hash \
      -x '/(site-packages|test|idlelib|tkinter|turtledemo|ensurepip|lib2to3|pydoc_data|_pyrepl|venv|xmlrpc|wsgiref|sqlite3|curses|dbm)/' . \
 && mkdir /library \
 && find . -path ./site-packages -prune -o -name '*.pyc' -exec cp --parents --target-directory=/library {} +


FROM python:3.13-slim AS python

WORKDIR /app
COPY requirements.txt .
# Nothing here is written at run time, so byte-code that is never checked against its source saves a stat for each module.
# cryptography, a quarter of it all, is what PyGithub's PyJWT signs with for GitHub Apps; it does without where there is none.
RUN python -m pip install --no-cache-dir --no-compile --disable-pip-version-check --root-user-action=ignore \
      --require-hashes --only-binary=:all: --target=/packages --requirement=requirements.txt \
 && find /packages -type d \( -name tests -o -name test \) -prune -exec rm -r {} + \
 && find /packages \( -name '*.pyi' -o -name '*.c' -o -name '*.h' \) -delete \
 && rm -r /packages/bin /packages/cryptography /packages/cryptography-*.dist-info \
 && python -m compileall -q --invalidation-mode unchecked-hash /packages
COPY entrypoint.py .
COPY llm_router llm_router
COPY pr_writer pr_writer
RUN rm requirements.txt \
 && python -m compileall -q --invalidation-mode unchecked-hash .


FROM python:3.13-slim

LABEL org.opencontainers.image.title="pr-writer" \
      org.opencontainers.image.description="Writes a pull request's title and body from its diff" \
      org.opencontainers.image.licenses="MIT"

COPY --from=git /out/ /
COPY --from=library /library/ /usr/local/lib/python3.13/
COPY --from=python /packages/ /usr/local/lib/python3.13/site-packages/
COPY --from=python /app/ /app/

# Where a runner mounts the workspace, and where `docker run -v "$PWD:/github/workspace"` then starts as well.
WORKDIR /github/workspace
# -I: the working directory belongs to the pull request, and earlier steps leave PYTHONPATH behind. -u: -I ignores PYTHONUNBUFFERED.
ENTRYPOINT ["/usr/local/bin/python", "-Iu", "/app/entrypoint.py"]
