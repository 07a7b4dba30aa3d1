# The newest 3.13; a release pins what it was built on by its own image's digest.
FROM python:3.13-slim AS git

COPY docker/collect-git /collect-git
RUN /collect-git /out


FROM python:3.13-slim AS python

WORKDIR /app
COPY requirements.txt .
# Nothing here is written at run time, so byte-code that is never checked against its source saves a stat for each module.
RUN python -m pip install --no-cache-dir --no-compile --disable-pip-version-check --root-user-action=ignore \
      --require-hashes --only-binary=:all: --target=/packages --requirement=requirements.txt \
 && find /packages -type d \( -name tests -o -name test \) -prune -exec rm -r {} + \
 && find /packages \( -name '*.pyi' -o -name '*.c' -o -name '*.h' \) -delete \
 && rm -rf /packages/bin \
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
COPY --from=python /packages/ /usr/local/lib/python3.13/site-packages/
COPY --from=python /app/ /app/

# Where a runner mounts the workspace, and where `docker run -v "$PWD:/github/workspace"` then starts as well.
WORKDIR /github/workspace
# -I: the working directory belongs to the pull request, and earlier steps leave PYTHONPATH behind. -u: -I ignores PYTHONUNBUFFERED.
ENTRYPOINT ["/usr/local/bin/python", "-Iu", "/app/entrypoint.py"]
