FROM python:3.12.12-slim-bookworm AS build
WORKDIR /build
RUN python -m venv /bot
COPY requirements.txt .
RUN /bot/bin/pip install --no-cache-dir --require-hashes --requirement requirements.txt
COPY pyproject.toml README.md ./
COPY bot bot
RUN /bot/bin/pip install --no-cache-dir --no-deps . && /bot/bin/python -m compileall -q /bot/lib

FROM python:3.12.12-slim-bookworm
COPY --from=build /bot /bot
USER 65532:65532
ENV BOT_HOST=0.0.0.0 PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
EXPOSE 3000
ENTRYPOINT ["/bot/bin/qflow-bot"]
CMD ["serve"]
