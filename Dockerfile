# docker build --tag qflow-bot --build-arg REVISION="$(git rev-parse HEAD)" .
#
# The base comes without bytecode, and the bot may write none: it is compiled once, here. Unchecked hashes, because
# nothing in an image changes, and what pip and COPY do to modification times then does not matter.
FROM python:3.13.14-slim-trixie AS python
RUN ["python", "-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash", "-x", "/(ensurepip|idlelib|site-packages|tkinter|turtledemo)/", "/usr/local/lib/python3.13"]

# What the bot stands on. Wheels alone: a source distribution would fetch its build tools, whose hashes nobody checks.
FROM python AS dependencies
ENV PIP_NO_CACHE_DIR=1 PIP_NO_COMPILE=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
COPY requirements.txt /
RUN python -m venv --without-pip /bot \
 && pip --python /bot/bin/python install --require-hashes --only-binary :all: --requirement /requirements.txt \
 && python -m compileall -q --invalidation-mode unchecked-hash /bot/lib

# The bot itself, apart from what it stands on: a change of its code makes one small layer.
FROM dependencies AS build
WORKDIR /build
COPY requirements-build.txt ./
RUN pip install --require-hashes --only-binary :all: --requirement requirements-build.txt
COPY pyproject.toml README.md ./
COPY bot bot
RUN pip wheel --no-build-isolation --no-index --no-deps --wheel-dir dist . \
 && pip --python /bot/bin/python install --no-index --no-deps --root /built dist/*.whl \
 && python -m compileall -q --invalidation-mode unchecked-hash -s /built /built

FROM python
COPY --from=dependencies /bot /bot
COPY --from=build /built/bot /bot
# Probes and scrapes come from outside of the container, as Slack does. HOME, because slack-sdk asks for one when it is
# imported, and a user that is only a number has none.
ENV BOT_HOST=0.0.0.0 BOT_OPS_HOST=0.0.0.0 BOT_OPS_PORT=9090 HOME=/ PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
# A number, so that Kubernetes can tell that it is not root. It owns nothing here, and needs nothing to be writable.
USER 65532:65532
EXPOSE 3000 9090
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["/bot/bin/qflow-bot", "healthcheck"]
ENTRYPOINT ["/bot/bin/qflow-bot"]
CMD ["serve"]
ARG REVISION=unknown
LABEL org.opencontainers.image.title="qflow-bot" \
      org.opencontainers.image.description="A Slack bot that shows what a Qualys QFlow execution did, step by step" \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.revision="$REVISION"
